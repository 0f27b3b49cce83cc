package secret

import (
	"slices"
	"strings"
	"unicode"
)

// class says what a name tells about its value.
type class int

const (
	neutral class = iota
	public        // it names something else than a secret: where it is, how long it lasts
	likely        // a secret, if the value has the shape of one
	certain       // a secret
)

// classify judges a name by its words. The last one says what is named: a token's URL is no token.
func classify(name string) class {
	words := split(name)
	if len(words) == 0 {
		return neutral
	}
	last := words[len(words)-1]
	for len(words) > 1 && digits(last) {
		words = words[:len(words)-1]
		last = words[len(words)-1]
	}
	joined := " " + strings.Join(words, " ") + " "
	if slices.ContainsFunc(words, func(w string) bool { return listed(w, "public publishable pub site pubkey anon") }) {
		return public
	}
	if listed(last, "mode prefix suffix endpoint endpoints url uri urls host hostname port arn arns name names path paths file files dir "+
		"directory folder ttl expiry expires expiration expire expired timeout length len min max size count limit limits region type types id ids "+
		"sid kid algorithm alg algo policy enabled disabled enable disable required require rotation rotate interval days hours minutes seconds sec ms model models header "+
		"headers field param parameter parameters issuer audience scope scopes provider providers manager store storage source engine backend format version "+
		"versions lifetime duration age refresh rate budget window regex pattern charset encoding hint label location service server bucket table column "+
		"queue topic group role user username users address addr class strategy method validation validator validity check complexity attempts retries history "+
		"cost rounds iterations ref reference stage env realm tenant domain namespace mount template plugin driver handler factory loader operator agent "+
		"sha commit digest checksum etag hash revision build trace span fingerprint thumbprint cert certificate certs image arnlist stdin schema usage strength "+
		"leeway skew ratio threshold space spaces board only") && !(last == "hash" && strings.Contains(joined, " password ")) {
		return public
	}
	if slices.ContainsFunc(words, strong) || compound(joined) {
		return certain
	}
	if slices.ContainsFunc(words, func(w string) bool {
		return listed(w, "sha sha1 sha256 md5 commit digest checksum etag revision fingerprint trace")
	}) {
		return public
	}
	if listed(last, "key keys") && len(words) > 1 && listed(words[len(words)-2], "partition sort primary cache object s3 foreign hash range routing index lookup "+
		"row group message dedup idempotency feature i18n translation") {
		return public
	}
	if listed(last, "key keys auth authorization salt pepper pin otp mfa cookie session dsn license licence signature sig seed nonce jwt bearer hmac code cred creds "+
		"encryptionkey masterkey signingkey") {
		return likely
	}
	return neutral
}

// strong says whether a word alone means a secret.
func strong(w string) bool {
	switch {
	case listed(w, "pass pwd pw passcode secret secrets token tokens credential credentials creds htpasswd basicauth userpass masterauth jaas"):
		return true
	case strings.Contains(w, "password"), strings.Contains(w, "passwd"), strings.Contains(w, "passphrase"):
		return true
	case listed(w, "bypass compass trespass encompass underpass"):
		return false
	}
	for _, end := range []string{"secret", "secrets", "token", "pwd", "pass", "apikey", "apikeys", "privatekey", "secretkey", "accesskey", "accountkey", "authkey"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// compound says whether two words beside each other mean a secret.
func compound(joined string) bool {
	for _, pair := range []string{"api key", "api keys", "app key", "application key", "private key", "private keys", "access key", "secret key", "auth key", "account key",
		"shared key", "encryption key", "signing key", "master key", "license key", "licence key", "service key", "deploy key", "admin key", "access signature",
		"basic auth", "integration key", "ingest key", "ssh key", "write key", "storage key", "connection key", "session key", "data key", "hmac key", "amz signature", "jwt key"} {
		if strings.Contains(joined, " "+pair+" ") {
			return true
		}
	}
	return false
}

func webhook(name string) bool {
	return slices.ContainsFunc(split(name), func(w string) bool { return strings.Contains(w, "webhook") || w == "hook" })
}

// split cuts a name into lower-case words: at what is neither letter nor digit, and where capitals begin.
func split(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = nil
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end()
			continue
		}
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]) && i > 0) {
			end()
		}
		word = append(word, r)
	}
	end()
	return words
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// listed says whether a word is one of a list.
func listed(word, list string) bool {
	for at := 0; word != ""; at++ {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		at += i
		if end := at + len(word); (at == 0 || list[at-1] == ' ') && (end == len(list) || list[end] == ' ') {
			return true
		}
	}
	return false
}
