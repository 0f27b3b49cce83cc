package secret

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/ecscope/ecscope/words"
)

// The prefixes are those that the issuers document; docs/dependencies.md says why they are listed here.
var (
	// issued are tokens that carry the mark of who issued them.
	issued = words.Pattern(`\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}\b|(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[\w+/=]{20,}|[sr]k_(?:live|test|prod)_\w{8,}|whsec_[\w+/=]{12,}` +
		`|gh[pousr]_\w{16,}|github_pat_\w{16,}|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[\w-]{16,}|gls?[ac]_[\w=+/]{20,}|xox[a-z]-[\w-]{8,}|xoxe\.xox[a-z]-[\w-]{8,}|xapp-\d-[\w-]{8,}` +
		`|SG\.[\w-]{10,}\.[\w-]{10,}|SK[0-9a-f]{32}\b|npm_\w{20,}|pypi-[\w-]{20,}|dckr_(?:pat|oat)_[\w-]{16,}|HRKU-[\w-]{20,}|NR(?:AK|JS|II|RA|IQ|SP|BR)-?[\w-]{20,}|\w{30,40}NRAL\b` +
		`|AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|1//0[\w-]{20,}|hf_\w{20,}|gsk_\w{20,}|r8_\w{30,}|pplx-\w{30,}|xai-\w{20,}|sk-ant-[\w-]{12,}|sk-(?:proj|svcacct|admin|or-v1)-[\w-]{12,}` +
		`|hv[sbr]\.[\w-]{20,}|\w{14}\.atlasv1\.[\w=-]{30,}|do[opr]_v1_[0-9a-f]{30,}|lin_api_\w{20,}|ntn_\w{20,}|secret_\w{40,}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}|sq0(?:atp|csp)-[\w-]{20,}` +
		`|key-[0-9a-f]{32}\b|[0-9a-f]{32}-us\d{1,2}\b|\d{8,10}:AA[\w-]{30,}|[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,}|sntry[su]_[\w=+/-]{20,}|PMAK-[\w-]{20,}|dp\.(?:pt|st|sa|ct|scim|audit)\.\w{20,}` +
		`|AT(?:ATT3|BB|CTT3)[\w=-]{20,}|dapi[0-9a-f]{32}|pscale_(?:tkn|pw|oauth)_[\w.=-]{16,}|fo1_[\w-]{20,}|fm2_[\w+/=]{20,}|sbp_[0-9a-f]{30,}|sb_secret_[\w-]{16,}|AGE-SECRET-KEY-1[A-Z0-9]{40,}` +
		`|rubygems_[0-9a-f]{40,}|xkeysib-[0-9a-f]{40,}[\w-]*|AKCp\w{40,}|pul-[0-9a-f]{40}|sq[upa]_[0-9a-f]{40}|bk[ua]a?_\w{30,}|CCIPAT_\w{20,}|figd_[\w-]{20,}|pat\w{14}\.[0-9a-f]{40,}` +
		`|(?:sdk|api)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|tfp_\w{30,}|EAAC\w{30,}|oy2[a-z0-9]{43}|cio[A-Za-z0-9]{32}\b|ops_eyJ[\w-]{20,}|tskey-\w+-[\w-]{10,})`)
	// paired is a secret access key after the id of the key.
	paired = words.Pattern(`\b(?:AKIA|ASIA)[A-Z0-9]{16}[\s:,;|"'\\]{1,4}([A-Za-z0-9/+=]{40})`)
	// dashed are the keys that begin with sk-; so do names of services.
	dashed = words.Pattern(`\bsk-[A-Za-z0-9_-]{20,}`)
	azure  = words.Pattern(`[\w~.-]{3}8Q~[\w~.-]{30,}`)
	jwt    = words.Pattern(`\beyJ[\w-]{8,}\.[\w-]{6,}\.[\w-]*`)
	pem    = words.Pattern(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----((?s:.*?))(?:-----END|$)`)
	hashed = words.Pattern(`(\$\$?(?:apr1|2[abxy]?|1|5|6|y|argon2[id]*|pbkdf2[\w-]*|scrypt)\$[^\s,"':]{8,}|\{S?SHA(?:256|512)?\}[\w+/=]{10,})`)
	header = words.Pattern(`(?i)authorization\\*["']?\s*[:=]\s*\\*["']?(?:(?:basic|bearer|token|apikey|digest|negotiate|splunk)\s+)?([^\s"'\\]{4,})`)
	scheme = words.Pattern(`(?i)\b(?:basic|bearer|splunk)[ +]([A-Za-z0-9+/=._~-]{8,})`)
	hook   = words.Pattern(`(?i)(?:hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/(?:v\d+/)?webhooks/|\.webhook\.office\.com/webhookb2/` +
		`|outlook\.office(?:365)?\.com/webhook/|hooks\.zapier\.com/hooks/catch/|maker\.ifttt\.com/trigger/\w+/(?:json/)?with/key/|api\.telegram\.org/bot|events\.pagerduty\.com/integration/` +
		`|webhook\.site/|/hooks/|\.pipedream\.net/|open\.feishu\.cn/open-apis/bot/v2/hook/|/webhooks/incoming/)([^\s"'<>\\?#]{8,})`)
	query  = words.Pattern(`(?i)[?&;](?:sig|signature|code|key|x-amz-signature|x-amz-security-token|x-goog-signature|auth|awsaccesskeyid)=([^\s"'<>&#\\]{6,})`)
	sql    = words.Pattern(`(?i)\b(?:identified\s+by|password|requirepass|masterauth)\s+\\*['"]([^'"\\]+)`)
	netrc  = words.Pattern(`(?i)\blogin\s+\S+\s+password\s+(\S+)`)
	spaced = words.Pattern(`(?i)\b(?:aws_)?(?:secret_access_key|session_token|requirepass|masterauth|_authtoken|auth_token)\s+([^\s"'=:]{6,})`)
	mysql  = words.Pattern(`(?:^|[\s"'=])[\w.-]+:([^\s@"'/]+(?:[^\s"']*))@(?:tcp|unix|udp)\(`)
	oracle = words.Pattern(`jdbc:oracle:\w+:[^/\s]+/([^@\s]+)@`)
	proxy  = words.Pattern(`(?:^|[\s"'=])([\w.+-]+):([^\s:@/"']+)@(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/\s"']|$)`)
	sealed = words.Pattern(`[A-Za-z0-9+/_-]{20,}={0,2}`)
)

// pattern is an expression; a text without any of the signs cannot match it.
type pattern struct {
	expr  func() *regexp.Regexp
	signs string
}

// patterns marks what is a secret wherever it stands.
func (m *marks) patterns() {
	if len(m.text) >= shortest {
		for _, loc := range append(issued().FindAllStringIndex(m.text, -1), append(m.all(pattern{azure, "~"}), m.all(pattern{jwt, "."})...)...) {
			m.add(loc[0], loc[1])
		}
	}
	for _, loc := range m.all(pattern{dashed, "-"}) {
		if opaque(m.text[loc[0]+3 : loc[1]]) {
			m.add(loc[0], loc[1])
		}
	}
	for _, re := range []pattern{{pem, "-"}, {paired, "AS"}, {hashed, "${"}, {header, ":="}, {hook, "/"}, {query, "?&;"}, {sql, `'"`}, {netrc, " \t\n\r"}, {spaced, " \t\n\r"}, {mysql, "@"}, {oracle, "@"}} {
		for _, loc := range m.all(re) {
			m.add(loc[2], loc[3])
		}
	}
	for _, loc := range m.all(pattern{scheme, " +"}) {
		if opaque(m.text[loc[2]:loc[3]]) || strings.HasSuffix(m.text[loc[2]:loc[3]], "=") {
			m.add(loc[2], loc[3])
		}
	}
	for _, loc := range m.all(pattern{proxy, "@"}) {
		if !listed(strings.ToLower(m.text[loc[2]:loc[3]]), "mailto acct sip sips xmpp http https tel") {
			m.add(loc[4], loc[5])
		}
	}
}

// shortest is how long a token is at least that carries the mark of who issued it.
const shortest = 12

// all are the places that match, with their groups.
func (m *marks) all(p pattern) [][]int {
	if !strings.ContainsAny(m.text, p.signs) {
		return nil
	}
	return p.expr().FindAllStringSubmatchIndex(m.text, -1)
}

// encoded marks base64 of a text that has a secret in it.
func (m *marks) encoded() {
	if len(m.text) < 20 {
		return
	}
	for _, loc := range sealed().FindAllStringIndex(m.text, -1) {
		word := strings.TrimRight(m.text[loc[0]:loc[1]], "=")
		plain, err := base64.RawStdEncoding.DecodeString(word)
		if err != nil {
			plain, err = base64.RawURLEncoding.DecodeString(word)
		}
		if err != nil || !utf8.Valid(plain) || strings.ContainsRune(string(plain), 0) {
			continue
		}
		inner := &marks{text: string(plain)}
		inner.patterns()
		inner.addresses()
		inner.pairs()
		if len(inner.spans) > 0 {
			m.add(loc[0], loc[1])
		}
	}
}
