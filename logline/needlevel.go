package logline

// sign is how a line shows that it is of a level: words, a number of pino and bunyan, the letter of klog.
type sign struct {
	texts  []string // beginnings of all words that LevelOf and crash know
	number string
	letter string
}

func signOf(l Level) sign {
	switch l {
	case Trace:
		return sign{[]string{"trace", "trc", "verbose", "fine"}, "1", ""}
	case Debug:
		return sign{[]string{"debug", "dbg", "fine"}, "2", ""}
	case Info:
		return sign{[]string{"inf", "notice", "config"}, "3", "I"}
	case Warn:
		return sign{[]string{"warn", "wrn"}, "4", "W"}
	case Error:
		return sign{[]string{"err", "eror", "severe", "traceback", "exception", "uncaught"}, "5", "E"}
	case Fatal:
		return sign{[]string{"fatal", "ftl", "panic", "crit", "alert", "emerg"}, "6", "F"}
	}
	return sign{}
}

// needsLevel is what a line needs to be of one of the levels, or to go on with a line that is. Lines of no level satisfy "!=".
func (t *Term) needsLevel() (n Need, rare int) {
	const usual, unusual = 1, 4
	if t.HoldsLevel(Unknown) {
		return n, 0
	}
	rare = unusual
	numbers, letters := "", ""
	for l := Trace; l <= Fatal; l++ {
		if !t.HoldsLevel(l) {
			continue
		}
		s := signOf(l)
		n.Texts, numbers, letters = append(n.Texts, s.texts...), numbers+s.number, letters+s.letter
		if l == Info {
			rare = usual
		}
	}
	if len(n.Texts) == 0 {
		return n, 0
	}
	n.Texts = append(n.Texts, escapes()...)
	n.Shapes = append(continuations(), `[:=\s\x22][`+numbers+`]0\W`, `[=][`+numbers+`]0$`, `[:\s\x22][`+numbers+`]0$`)
	if letters != "" {
		n.Shapes = append(n.Shapes, `[`+letters+`]\d\d\d\d\s\d\d:`)
	}
	return n, rare
}

// continuations are shapes of all lines that can go on with another: see Joiner.Continues. They match others as well.
func continuations() []string {
	return []string{`^\s`, `^[\x7D\x5D\x29]`, `^at\s`, `^Caused\sby:`, `^\.\.\.\s`, `^[\w\x24.]+:`, `^[\w\x24.]+\s*$`, `^During\shandl`, `^The\sabove`,
		`^goroutine\s`, `^created\sby\s`, `^exit\sstatus`, `^\x5Bsignal`, `\x29\s*$`}
}
