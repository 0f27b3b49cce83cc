package tree

import "strings"

// Comment is a comment of a file, with where it begins.
type Comment struct {
	At   Position
	Text string
}

// Comments are the comments of a file: of JSON where json is set, else the lines of YAML.
func Comments(text string, json bool) []Comment {
	if json {
		r := &reader{text: text, line: 1}
		for r.at < len(text) {
			r.space()
			if r.at >= len(text) {
				break
			}
			if c := text[r.at]; c == '"' || c == '\'' {
				if _, err := r.quoted(); err != nil {
					break
				}
				continue
			}
			r.step(1)
		}
		return r.comments
	}
	var all []Comment
	line := 0
	for one := range strings.Lines(text) {
		line++
		if i := strings.IndexByte(one, '#'); i >= 0 && (i == 0 || one[i-1] == ' ' || one[i-1] == '\t') {
			all = append(all, Comment{Position{line, i + 1}, strings.TrimRight(one[i:], "\r\n")})
		}
	}
	return all
}
