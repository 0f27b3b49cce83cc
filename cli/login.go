package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/limit"
)

const aboutLogin = `Log in to IAM Identity Center, for profiles with sso_session or sso_start_url.

The login is kept where the AWS CLI keeps it (~/.aws/sso/cache), so one login works for both. A browser window opens. If none can
open, as over ssh, or with --use-device-code, ecscope shows a code to confirm in a browser on any device. For a role on top of
such a profile, the login of its source_profile is renewed.

For other profiles, it tells where the credentials come from and how to renew them.`

// loginVerb is the command that logs in.
func loginCommand(p *program) *cobra.Command {
	var device, quiet bool
	c := &cobra.Command{
		Use: "login", Short: "Log in to IAM Identity Center", Long: aboutLogin,
		Annotations:       map[string]string{formatted: asTable},
		ValidArgsFunction: cobra.NoFileCompletions,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usage{fmt.Sprintf("login: unexpected argument %q", args[0]), "usage: ecscope login --profile " + quoted(args[0])}
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return logIn(c.Context(), p, device, quiet) },
	}
	c.Flags().BoolVar(&device, "use-device-code", false, "show a code to confirm in a browser on any device")
	c.Flags().BoolVar(&quiet, "no-browser", false, "don't open a browser; print the address to open")
	return c
}

// logIn renews the login of the profile, or says what renews its credentials.
func logIn(ctx context.Context, p *program, device, quiet bool) error {
	if p.demo {
		return misuse("the demo needs no login")
	}
	environ, err := p.environ()
	if err != nil {
		return err
	}
	s, err := aws.SourceOf(ctx, aws.Options{Profile: p.profile, Environ: environ, Now: p.streams.Now, Sleep: p.streams.Sleep})
	e, ok := errors.AsType[*call.Error](err)
	if kind := call.KindOf(err); ok && (kind == call.Invalid || kind == call.NotFound) {
		return &usage{e.Error(), p.origin(kind, e.Hint())}
	}
	switch {
	case err != nil:
		return err
	case s.Words() == "":
		return &advice{errors.New("no credentials found"), s.Renewal()}
	case !s.SSO():
		_, err := fmt.Fprintf(p.streams.Out, "the credentials come from %s\nto renew them: %s\n", line(s.Words()), line(s.Renewal()))
		return err
	}
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	if err := s.LogIn(bounded, p.streams.loginBy(device, quiet)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.streams.Out, "logged in to %s\n", line(s.Login(ctx)))
	return err
}

// loginBy is how a login goes here.
func (s Streams) loginBy(device, quiet bool) call.Login {
	l := call.Login{Device: device, Show: s.show}
	if !quiet {
		l.Browse = s.browser()
		l.Device = device || l.Browse == nil
	}
	return l
}

// show says what there is to do. The address stands on a line of its own, whole.
func (s Streams) show(step call.Step) {
	say := func(format string, values ...any) { fmt.Fprintf(s.Err, format+"\n", values...) }
	address := line(step.URL)
	switch {
	case step.Code != "":
		say("open this address in a browser on any device:\n\n  %s\n\nand enter the code %s. This address enters it for you:\n\n  %s\n", address, line(step.Code), line(step.Complete))
	case step.Opened:
		say("log in with the browser window that opens. If none opens, open this address on this computer:\n\n  %s\n", address)
	default:
		say("open this address in a browser on this computer:\n\n  %s\n", address)
	}
}

// offerLogin asks on the terminal whether to log in, and does it, so that the command goes on.
func (a *opener) offerLogin() func(context.Context, *call.SSO, *call.LoginError) error {
	return func(ctx context.Context, session *call.SSO, why *call.LoginError) error {
		answer, err := a.onTerminal(ctx, line(why.Error())+". Log in now? [Y/n] ")
		if err != nil {
			return err
		}
		if text := strings.ToLower(answer); text != "" && text != "y" && text != "yes" {
			return call.ErrDeclined
		}
		err = call.LogIn(ctx, session, a.streams.loginBy(false, false))
		if err != nil && ctx.Err() == nil {
			fmt.Fprintln(a.streams.Err, "ecscope: "+line(err.Error()))
			return fmt.Errorf("%w: %w", call.ErrDeclined, err)
		}
		return err
	}
}

// onTerminal asks on the terminal itself: the streams may be files.
func (a *opener) onTerminal(ctx context.Context, question string) (string, error) {
	terminal, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", call.ErrUnasked
	}
	if a.shown != nil {
		a.shown.stop() // it would wipe the question
	}
	fmt.Fprint(terminal, question)
	type typed struct {
		text string
		err  error
	}
	answer := make(chan typed, 1)
	go func() {
		defer func() { _ = terminal.Close() }()
		text, err := limit.Line(bufio.NewReader(terminal), mostTyped, "the answer")
		answer <- typed{strings.TrimSpace(text), err}
	}()
	select {
	case typed := <-answer:
		if typed.err != nil {
			return "", call.ErrDeclined
		}
		return typed.text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
