package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

const (
	// patience is how long a text may take to appear.
	patience = 30 * time.Second
	// calm is how long nothing may have been drawn before the screen counts as complete.
	calm = 150 * time.Millisecond
)

// terminal is a program in a pseudo terminal, and what is on its screen.
type terminal struct {
	file    *os.File
	command *exec.Cmd
	screen  vt10x.Terminal
	drawn   chan struct{} // receives when something was drawn; closed when the program ended
	film    []scene
}

// run starts the program on its demo account, in an environment that says the same on every machine.
func run(program, home string, s shot) (*terminal, error) {
	c := exec.Command(program, "--demo")
	if s.place != "" {
		c.Args = append(c.Args, s.place)
	}
	c.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TZ=UTC",
		"TERM=xterm-256color", "COLORTERM=truecolor", s.look}
	file, err := pty.StartWithSize(c, &pty.Winsize{Cols: uint16(s.cols), Rows: uint16(s.rows)})
	if err != nil {
		return nil, err
	}
	t := &terminal{file: file, command: c, drawn: make(chan struct{}, 1),
		screen: vt10x.New(vt10x.WithSize(s.cols, s.rows), vt10x.WithWriter(file))}
	go t.watch()
	return t, nil
}

func (t *terminal) watch() {
	defer close(t.drawn)
	var dialect dialect
	for buffer := make([]byte, 1<<15); ; {
		n, err := t.file.Read(buffer)
		if err != nil {
			return // the program ended: on Linux that is an error of the terminal
		}
		if _, err := t.screen.Write(dialect.translate(buffer[:n])); err != nil {
			return
		}
		select {
		case t.drawn <- struct{}{}:
		default:
		}
	}
}

// close ends the program.
func (t *terminal) close() {
	_ = t.command.Process.Kill()
	_ = t.command.Wait()
	_ = t.file.Close()
	for range t.drawn {
		// until the watcher is gone
	}
}

// play goes through a script.
func (t *terminal) play(script string) error {
	for line := range strings.Lines(script) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		var err error
		switch verb {
		case "":
		case "see":
			err = t.until(func(screen string) bool { return strings.Contains(screen, rest) })
		case "unseen":
			err = t.until(func(screen string) bool { return !strings.Contains(screen, rest) })
		case "key":
			err = t.press(strings.Fields(rest))
		case "type":
			_, err = io.WriteString(t.file, rest)
		case "scene":
			err = t.take(rest)
		default:
			err = errors.New("there is no such step")
		}
		if err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(line), err)
		}
	}
	return nil
}

// take takes what is on the screen as the next scene of a film, for so many seconds, with what is pressed next below it.
func (t *terminal) take(text string) error {
	seconds, caption, _ := strings.Cut(text, " ")
	long, err := strconv.ParseFloat(seconds, 64)
	if err != nil || long <= 0 {
		return errors.New("a scene takes a number of seconds")
	}
	t.film = append(t.film, scene{t.grid(), long, caption})
	return nil
}

// until waits for a complete screen of which something holds.
func (t *terminal) until(holds func(screen string) bool) error {
	late := time.After(patience)
	for {
		select {
		case _, running := <-t.drawn:
			if !running {
				return fmt.Errorf("the program ended; its screen was\n%s", t.screen)
			}
		case <-time.After(calm):
			if holds(t.screen.String()) {
				return nil
			}
		case <-late:
			return fmt.Errorf("not within %s; the screen is\n%s", patience, t.screen)
		}
	}
}

func (t *terminal) press(keys []string) error {
	for _, k := range keys {
		if _, err := io.WriteString(t.file, keystroke(k)); err != nil {
			return err
		}
	}
	return nil
}

// keystroke is what a terminal sends for a key.
func keystroke(key string) string {
	switch key {
	case "enter":
		return "\r"
	case "esc":
		return "\x1b"
	case "tab":
		return "\t"
	case "space":
		return " "
	case "up":
		return "\x1b[A"
	case "down":
		return "\x1b[B"
	case "right":
		return "\x1b[C"
	case "left":
		return "\x1b[D"
	}
	return key
}
