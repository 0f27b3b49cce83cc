package cli

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
)

// browser opens addresses in the browser of this computer; nil where there is none that anybody could see, as over ssh. The
// variable BROWSER names another one.
func (s Streams) browser() func(context.Context, string) error {
	command := strings.Fields(strings.Split(s.env("BROWSER"), ":")[0])
	if len(command) == 0 {
		if s.env("SSH_CONNECTION") != "" || s.env("SSH_TTY") != "" {
			return nil
		}
		switch runtime.GOOS {
		case "darwin":
			command = []string{"open"}
		case "windows":
			command = []string{"rundll32", "url.dll,FileProtocolHandler"}
		default:
			if s.env("DISPLAY") == "" && s.env("WAYLAND_DISPLAY") == "" {
				return nil
			}
			command = []string{"xdg-open"}
		}
	}
	if _, err := exec.LookPath(command[0]); err != nil {
		return nil
	}
	return func(ctx context.Context, address string) error {
		if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
			return errors.New("this is not the address of a web page")
		}
		argv := append(command[1:len(command):len(command)], address)
		if at := strings.Index(strings.Join(command, " "), "%s"); at >= 0 {
			argv = strings.Fields(strings.ReplaceAll(strings.Join(command[1:], " "), "%s", address))
		}
		c := exec.CommandContext(context.WithoutCancel(ctx), command[0], argv...) // it outlives the login
		c.Env = s.Environ
		if err := c.Start(); err != nil {
			return err
		}
		go func() { _ = c.Wait() }() // how it ends tells nothing
		return nil
	}
}
