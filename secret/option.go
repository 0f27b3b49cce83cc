package secret

import (
	"path"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// published is a port mapping, which -p also takes.
var published = words.Pattern(`^[\d.:-]+(/tcp|/udp)?$`)

// word is one word of a command: a part of one of its texts.
type word struct {
	of   *marks
	span span
	// quoted words end at their quotes.
	quoted bool
}

func (w word) text() string { return w.of.text[w.span.start:w.span.end] }

// options marks the values of a command's options: --password x, curl -u user:x, mysql -px.
func options(texts []*marks) {
	var words []word
	for _, m := range texts {
		words = append(words, m.words(len(texts) > 1)...)
	}
	program := ""
	for i, w := range words {
		text := w.text()
		if !w.quoted && !strings.HasPrefix(text, "-") {
			if name := path.Base(strings.Trim(text, "()`$;|&")); listed(name, programs) {
				program = name
			}
		}
		if !strings.HasPrefix(text, "-") {
			if program == "openssl" && strings.HasPrefix(text, "pass:") {
				w.mark(len("pass:"))
			}
			continue
		}
		next := word{}
		if i+1 < len(words) {
			next = words[i+1]
		}
		option(program, w, next)
	}
}

const programs = "curl wget mysql mysqldump mysqladmin mysqlimport mariadb mariadb-dump mariadb-admin sshpass redis-cli docker podman helm ldapsearch ldapadd ldapmodify ldapwhoami sqlcmd bcp " +
	"mongo mongosh mongodump mongorestore mongoexport openssl az smbclient http https psql nomad skopeo crane buildah oras mosquitto_pub mosquitto_sub influx cqlsh clickhouse-client " +
	"elasticdump nats vault htpasswd git npm aws sh bash node python python3 java"

// option marks the value of one option, in the same word or the next.
func option(program string, w, next word) {
	text := w.text()
	flag, _, inline := strings.Cut(text, "=")
	name := strings.TrimLeft(flag, "-")
	switch short(program, text) {
	case "login":
		w.login(len(text) - len(strings.TrimLeft(text[1:], "uU")))
		if len(text) == 2 || strings.HasPrefix(text, "--") && !inline {
			next.login(0)
		} else if inline {
			w.login(len(flag) + 1)
		}
		return
	case "password":
		if len(text) > 2 {
			w.mark(2)
		} else if next.of != nil && !published().MatchString(next.text()) {
			next.mark(0)
		}
		return
	}
	if inline || next.of == nil || len(name) < 2 || strings.HasPrefix(name, "no-") {
		return
	}
	value := next.text()
	if k := classify(name); k == certain && !harmless(name, value) || k == likely && opaque(value) {
		if !strings.HasPrefix(value, "--") {
			next.mark(0)
		}
	}
}

// short says what a program's short option takes, where that is a password or a login.
func short(program, text string) string {
	flag := text[:min(2, len(text))]
	switch program {
	case "curl", "http", "https":
		name, _, _ := strings.Cut(text, "=")
		if listed(name, "--user --proxy-user --auth -a") && !(program == "curl" && name == "-a") || program == "curl" && listed(flag, "-u -U") && flag != "--" {
			return "login"
		}
	case "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "mariadb-admin":
		if flag == "-p" && len(text) > 2 {
			return "password"
		}
	case "mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "sshpass", "docker", "podman", "az", "cqlsh", "skopeo", "crane", "buildah", "oras", "helm":
		if text == "-p" || flag == "-p" && program == "sshpass" {
			return "password"
		}
	case "redis-cli":
		if text == "-a" || text == "--pass" {
			return "password"
		}
	case "ldapsearch", "ldapadd", "ldapmodify", "ldapwhoami":
		if flag == "-w" {
			return "password"
		}
	case "sqlcmd", "bcp", "mosquitto_pub", "mosquitto_sub":
		if flag == "-P" {
			return "password"
		}
	}
	return ""
}

// mark hides a word from an offset on.
func (w word) mark(from int) {
	w.of.add(w.span.start+from, w.span.end)
}

// login hides what follows the user in user:password.
func (w word) login(from int) {
	if w.of == nil || from >= len(w.text()) {
		return
	}
	if i := strings.IndexAny(w.text()[from:], ":"); i >= 0 {
		w.of.add(w.span.start+from+i+1, w.span.end)
	}
}

// words are the words of a text, without the quotes around them. A text without space is one word where it is one of many.
func (m *marks) words(several bool) []word {
	if several && !strings.ContainsAny(m.text, " \t\n") || several && !strings.ContainsAny(m.text, "-") {
		return []word{{m, span{0, len(m.text)}, false}}
	}
	var out []word
	for at := 0; at < len(m.text); {
		c := m.text[at]
		switch {
		case strings.IndexByte(" \t\n;|&()`", c) >= 0:
			at++
		case c == '"' || c == '\'':
			end := at + 1 + closing(m.text[at+1:], string(c))
			if inner := m.text[at+1 : end]; strings.Contains(inner, " -") { // a command in a command
				sub := &marks{text: inner}
				options([]*marks{sub})
				for _, s := range sub.spans {
					m.add(at+1+s.start, at+1+s.end)
				}
			}
			out = append(out, word{m, span{at + 1, end}, true})
			at = end + 1
		default:
			end := at
			for end < len(m.text) && strings.IndexByte(" \t\n\"'`;|", m.text[end]) < 0 {
				end++
			}
			if end < len(m.text) && (m.text[end] == '"' || m.text[end] == '\'') && end > at { // -p'x'
				quote := m.text[end]
				if strings.HasPrefix(m.text[at:], "-p") && end == at+2 {
					to := end + 1 + closing(m.text[end+1:], string(quote))
					out = append(out, word{m, span{at, to}, false})
					end = to + 1
					at = end
					continue
				}
			}
			out = append(out, word{m, span{at, end}, false})
			at = end
		}
	}
	return out
}
