package aws

import (
	"math"
	"net/url"
	"strings"
	"unicode"
)

// hidden stands for a value that is not shown.
const hidden = "********"

// Sensitive says whether an environment variable looks like a secret, by its name or by its value: access keys, tokens,
// addresses with a password in them, long random strings.
func Sensitive(v Variable) bool {
	return v.Value != "" && (secretName(v.Name) || secretValue(v.Value) || random(v.Value))
}

func secretName(name string) bool {
	name = strings.NewReplacer("_", "", "-", "", ".", "").Replace(strings.ToLower(name))
	for _, s := range []string{"pass", "pwd", "secret", "token", "apikey", "privatekey", "credential"} {
		if strings.Contains(name, s) {
			return true
		}
	}
	return false
}

// secretValue recognises what is a secret wherever it stands.
func secretValue(v string) bool {
	if strings.Contains(v, "-----BEGIN ") && strings.Contains(v, "PRIVATE KEY") {
		return true
	}
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"',;=`, r) }) {
		if accessKey(w) || webToken(w) || login(w) {
			return true
		}
	}
	return false
}

// accessKey recognises the id of an AWS access key: AKIA or ASIA and sixteen capitals and digits.
func accessKey(w string) bool {
	return len(w) == 20 && (strings.HasPrefix(w, "AKIA") || strings.HasPrefix(w, "ASIA")) &&
		strings.Trim(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// webToken recognises a JWT: three parts of base64, of which the first begins with {" encoded.
func webToken(w string) bool {
	return strings.HasPrefix(w, "eyJ") && strings.Count(w, ".") == 2 && len(w) > 30
}

// login recognises an address with a password in it.
func login(w string) bool {
	scheme, rest, ok := strings.Cut(w, "://")
	if !ok || scheme == "" {
		return false
	}
	if u, err := url.Parse(w); err == nil {
		password, set := u.User.Password()
		return set && password != ""
	}
	authority, _, ok := strings.Cut(rest, "@")
	_, password, set := strings.Cut(authority, ":")
	return ok && set && password != ""
}

// random recognises a long string without structure, as keys and hashes are: 24 letters and digits in both cases, or 32
// hexadecimal digits.
func random(v string) bool {
	var upper, lower, digit, other, hex int
	for _, r := range v {
		switch {
		case r >= '0' && r <= '9':
			digit++
		case r >= 'A' && r <= 'Z':
			upper++
		case r >= 'a' && r <= 'z':
			lower++
		case strings.ContainsRune("+/_-=", r):
			other++
		default:
			return false
		}
		if strings.ContainsRune("0123456789abcdefABCDEF", r) {
			hex++
		}
	}
	if hex == len(v) {
		return len(v) >= 32 && entropy(v) >= 3
	}
	return len(v) >= 24 && upper > 0 && lower > 0 && digit > 0 && other*4 < len(v) && entropy(v) >= 4
}

// entropy is the information in a string, in bits for each of its bytes.
func entropy(s string) float64 {
	var count [256]float64
	for i := range len(s) {
		count[s[i]]++
	}
	bits := 0.0
	for _, n := range count {
		if n > 0 {
			p := n / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

// mask hides what looks like a secret and counts it: values of environment variables and of logging options, and
// secrets that are plain to see in any other string.
func (n *node) mask() int {
	count := 0
	for _, m := range n.members {
		switch {
		case m.name == "environment" && m.value.kind == '[':
			for _, v := range m.value.items {
				count += v.maskVariable()
			}
		case (m.name == "options" || m.name == "dockerLabels") && m.value.kind == '{':
			for _, o := range m.value.members {
				count += o.value.hide(o.name)
			}
		default:
			count += m.value.mask()
		}
	}
	for _, v := range n.items {
		count += v.mask()
	}
	if n.kind == '"' && secretValue(n.scalar) {
		n.scalar = hidden
		count++
	}
	return count
}

// maskVariable hides the value of a {name, value} pair if it looks like a secret.
func (n *node) maskVariable() int {
	name, v := n.member("name"), n.member("value")
	if name == nil || v == nil {
		return n.mask()
	}
	return v.hide(name.scalar)
}

// hide masks a value by its name or itself.
func (n *node) hide(name string) int {
	if n.kind != '"' && n.kind != 'v' {
		return n.mask()
	}
	if !Sensitive(Variable{name, n.scalar}) {
		return 0
	}
	n.kind, n.scalar = '"', hidden
	return 1
}
