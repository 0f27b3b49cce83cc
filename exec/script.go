package exec

import (
	"fmt"
	"path"
	"strings"
)

// Scripts are in one line, for a POSIX shell, and use nothing that busybox has not. Their names begin with an underscore:
// a variable that the container's environment has would be changed for the command, too.

// marking is how a script says a word to us: _m word. The nonce is $_n. The first word is that it has begun, which nothing
// else tells: without encryption an agent says nothing before the first output.
const marking = `_m(){ printf '\033]ecscope;%s;%s\a' "$_n" "$1";};_m ` + begun + `;`

const begun = "begun"

// unecho keeps what we send from being said back, and makes the terminal as large as ours is; without stty neither is done.
const unecho = unflushed + `stty -echo cols "$_c" rows "$_r" 2>/dev/null;`

// unflushed keeps a terminal from throwing away, at an interrupt, what was said and not yet read: on another processor, what
// the command says to the interrupt and how it ended may be among that.
const unflushed = `stty noflsh 2>/dev/null;`

// decoder finds out how bytes are sent to a script: _d reads them from the terminal, $_w names the way. A terminal carries
// neither all bytes nor an end of file that is not also an end of it, so that bytes travel as lines of text: base64,
// or what printf %b takes where there is no base64. A line of base64 is shorter than the 1,024 or 4,096 bytes that a
// terminal takes of one, and each block of lines ends with the terminal's own end of file (control-d), at which a base64
// of its own ends: so the command has every block as soon as it was sent, though base64 itself buffers. The line "+"
// begins a block, "." ends the input, without which _d fails.
const decoder = `if [ "$(echo eA== | base64 -d 2>/dev/null)" = x ];then _w=base64;_d(){ while IFS= read -r _l&&[ "$_l" = + ];do base64 -d||return 1;done;[ "$_l" = . ];};` +
	`else _w=octal;_d(){ while IFS= read -r _l&&[ "$_l" != . ];do printf %b "${_l#+}"||return 1;done;[ "$_l" = . ];};fi;`

const hushed = `exec 3>&2 2>/dev/null;`

// The scripts of a command: each runs its words in a shell of their own, so that `exit` is theirs as well, and then says
// how they ended. The trap keeps the script alive when control-c ends the command, which still has it as it was. What the
// script's own shell says goes nowhere: "Killed" would not be the command's.
const (
	runAlone    = `_n=$1 _c=$2 _r=$3;shift 3;trap : INT QUIT;` + marking + unecho + hushed + `("$@")</dev/null 2>&3 3>&-;_m "exit $?"`
	runTerminal = `_n=$1;shift;trap : INT QUIT;` + marking + unflushed + hushed + `("$@") 2>&3 3>&-;_m "exit $?"`
	// runShell opens a shell: the one that is named, else bash where the image has it, else sh.
	runShell = `_n=$1;shift;trap : INT QUIT;` + marking + unflushed +
		`if [ $# -gt 0 ];then "$@";elif command -v bash >/dev/null 2>&1;then bash;else sh;fi;_m "exit $?"`
	runPiped = `_n=$1 _c=$2 _r=$3;shift 3;trap : INT QUIT;` + marking +
		unflushed + `if ! stty -echo cols "$_c" rows "$_r" 2>/dev/null;then _m "no stty";exit 1;fi;` + decoder + hushed +
		`_m "input $_w";_d|{ trap : INT QUIT;("$@") 2>&3 3>&-;_m "exit $?";}`
)

// script is the command line that runs a script with its words.
func script(shell, text string, words ...string) []string {
	return append([]string{shell, "-c", text, "sh"}, words...)
}

// defaultShell is the shell that every image with one has.
const defaultShell = "/bin/sh"

// interpreter is the shell that runs the script which opens another: that one, where it is known to read POSIX scripts.
func interpreter(shell string) string {
	switch path.Base(shell) {
	case "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh":
		return shell
	}
	return defaultShell
}

// size is a terminal's size as words of a script.
func size(cols, rows int) []string { return []string{fmt.Sprint(cols), fmt.Sprint(rows)} }

// noShell tells by what the far side said that there is no such shell in the image.
func noShell(shell, said string) bool {
	said = strings.ToLower(said)
	return strings.Contains(said, shell) && (strings.Contains(said, "no such file") || strings.Contains(said, "not found") ||
		strings.Contains(said, "cannot find"))
}
