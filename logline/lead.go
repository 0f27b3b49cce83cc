package logline

import "strings"

// lead is what stands before the message of a line of text: "2026-03-04 12:00:00,123 [main] ERROR com.Shop - ".
type lead struct {
	level Level
	time  string // as written
	rest  string // what is neither time nor level: "[main]"
	body  int    // where the message begins
}

// words of the lead at most: a level further back is part of the message.
const leadWords = 7

// leadOf reads the usual formats: a time, a level, and before or between them names of threads, processes and loggers in
// brackets or set off by dashes. Without a level only the time is taken off.
func leadOf(text string) lead {
	if l, ok := klog(text); ok {
		return l
	}
	var l lead
	timeFrom, restFrom, restTo := -1, -1, 0
	dash := false // the word before was one
	i := 0
	for n := range leadWords {
		i = skipSpaces(text, i)
		end := wordEnd(text, i)
		if end == i {
			break
		}
		word := text[i:end]
		level, size := levelWord(word)
		switch {
		case level != Unknown && word != "panic:":
			l.level = level
			if restFrom >= 0 {
				l.rest = strings.Trim(text[restFrom:restTo], " -|:")
			}
			l.body = skipSeparators(text, i+size)
			return l
		case restFrom < 0 && timeWord(word, timeFrom >= 0):
			if timeFrom < 0 {
				timeFrom = i
			}
			l.time = strings.Trim(text[timeFrom:end], "[]")
			l.body = skipSpaces(text, end)
		case n == 0 && len(word) == 2 && word[1] == ',': // as Ruby begins
		case between(word) || dash:
			if restFrom < 0 {
				restFrom = i
			}
			restTo = end
		default:
			l.level = crash(text[l.body:])
			return l
		}
		dash = word == "-" || word == "|"
		i = end
	}
	l.level = crash(text[l.body:])
	return l
}

// klog reads "I0304 12:00:00.123456       1 file.go:12] message".
func klog(text string) (l lead, ok bool) {
	const shape = "E0304 12:00:00"
	if len(text) < len(shape)+1 || text[5] != ' ' || text[8] != ':' || text[11] != ':' || !digits(text[1:5]) {
		return l, false
	}
	switch text[0] {
	case 'I':
		l.level = Info
	case 'W':
		l.level = Warn
	case 'E':
		l.level = Error
	case 'F':
		l.level = Fatal
	default:
		return l, false
	}
	end := wordEnd(text, 6)
	l.time = text[1:end]
	l.body = skipSpaces(text, end)
	if pid := wordEnd(text, l.body); digits(text[l.body:pid]) {
		l.body = skipSpaces(text, pid)
	}
	return l, true
}

// crash returns the level of the first line of a trace that names none.
func crash(text string) Level {
	switch {
	case strings.HasPrefix(text, "panic: "), strings.HasPrefix(text, "fatal error: "):
		return Fatal
	case strings.HasPrefix(text, "Traceback (most recent call last)"), strings.HasPrefix(text, "Exception in thread "),
		strings.HasPrefix(text, "Unhandled exception"), strings.HasPrefix(text, "Uncaught "):
		return Error
	}
	return Unknown
}

// levelWord returns the level that a word of the lead names, and how many bytes of the word that takes: all capitals,
// or anyhow in brackets or before a colon.
func levelWord(word string) (level Level, n int) {
	inside := strings.TrimLeft(word, "[(<|")
	open := len(word) - len(inside)
	end := 0
	for end < len(inside) && letter(inside[end]) {
		end++
	}
	if level = LevelOf(inside[:end]); level == Unknown {
		return Unknown, 0
	}
	n = open + end
	for n < len(word) && strings.IndexByte("])>|:", word[n]) >= 0 {
		n++
	}
	closed := n > open+end
	if open > 0 != closed && !(open == 0 && word[open+end] == ':') && (open > 0 || closed) {
		return Unknown, 0
	}
	if !closed && (open+end < len(word) || strings.ToUpper(word) != word) {
		return Unknown, 0
	}
	return level, n
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// timeWord says whether a word is a time or a date, or goes on with one: it is mostly digits, with what stands between
// them. Months are words of their own: "Mar  4 12:00:00".
func timeWord(word string, after bool) bool {
	if after && word != "" && word[0] == '[' {
		return false
	}
	word = strings.Trim(word, "[]")
	if len(word) == 3 && strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", word)%3 == 0 {
		return true
	}
	if word == "" || (word[0] < '0' || word[0] > '9') && !(after && (word == "UTC" || word == "GMT" || word[0] == '+')) {
		return false
	}
	marks := 0
	for i := range len(word) {
		switch c := word[i]; {
		case c >= '0' && c <= '9':
		case c == ':' || c == '-' || c == '/':
			marks++
		case strings.IndexByte(".,+TZUGMC", c) >= 0:
		default:
			return false
		}
	}
	return marks > 1 || after && len(word) <= 5
}

// between says whether a word can be the name of a thread or process before the level, or a separator.
func between(word string) bool { return strings.IndexByte("[(<-|#", word[0]) >= 0 }

func skipSpaces(text string, i int) int {
	for i < len(text) && text[i] == ' ' {
		i++
	}
	return i
}

func skipSeparators(text string, i int) int {
	for i < len(text) && strings.IndexByte(" -|:", text[i]) >= 0 {
		i++
	}
	return i
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
