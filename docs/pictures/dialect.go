package main

import (
	"bytes"
	"regexp"
	"unicode/utf8"
)

// dialect puts what a program writes into the words that the emulator understands.
type dialect struct{ rest []byte }

// translate takes the next bytes. What is incomplete at their end waits for more.
func (d *dialect) translate(b []byte) []byte {
	b = append(d.rest, b...)
	end := complete(b)
	d.rest = bytes.Clone(b[end:])
	control := regexp.MustCompile(`\x1b\[([<=>?]?)([0-9;:]*)[ -/]*([@-~])`)
	return control.ReplaceAllFunc(b[:end], func(sequence []byte) []byte {
		part := control.FindSubmatch(sequence)
		mark, final := string(part[1]), part[3][0]
		switch {
		case mark == "?" && (final == 'h' || final == 'l'):
			return sequence
		case mark != "":
			// Questions, and levels of the keyboard: the emulator would take them for a reset of the colours or a jump
			// of the cursor.
			return nil
		case final == 'm':
			return append(append([]byte("\x1b["), attributes(part[2])...), 'm')
		}
		return sequence
	})
}

// attributes lets struck text travel as blinking text, which the emulator remembers and the program never uses.
func attributes(parameters []byte) []byte {
	fields := bytes.Split(parameters, []byte(";"))
	for i := 0; i < len(fields); i++ {
		switch string(fields[i]) {
		case "9":
			fields[i] = []byte("5")
		case "29":
			fields[i] = []byte("25")
		case "38", "48", "58": // a colour: its numbers are none of ours
			if i++; i < len(fields) && string(fields[i]) == "2" {
				i += 2
			}
			i++
		}
	}
	return bytes.Join(fields, []byte(";"))
}

// complete is how much of b is whole characters and whole sequences.
func complete(b []byte) int {
	end := len(b)
	for back := 1; back <= min(utf8.UTFMax-1, len(b)); back++ {
		if tail := b[len(b)-back:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				end -= back
			}
			break
		}
	}
	if at := bytes.LastIndexByte(b[:end], '\x1b'); at >= 0 && regexp.MustCompile(`^\x1b(\[[ -?]*)?$`).Match(b[at:end]) {
		return at
	}
	return end
}
