package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/triage"
)

const aboutExplain = `Say what a text of ECS means, and what to do about it, without an account.

A text is the reason that a task or a container stopped for, a service event, or an error of the ECS API. Each word of the
command line is one, so quote it; without any, each line of standard input is one. What no rule knows is "unknown", and is
shown as it is.

  ecscope explain "CannotPullContainerError: pull image manifest has been retried 1 time(s)"
  ecscope explain "Essential container in task exited" --exit-code 137
  aws ecs describe-services … --query 'services[].events[].message' --output text | tr '\t' '\n' | ecscope explain -o json`

// explanation is a run of explain: what is known beside the texts.
type explanation struct {
	*program
	rules *triage.Rules
	about triage.Message
	said  int
	// single says that one object is printed, and not one in each line.
	single bool
}

func (p *program) explain() *cobra.Command {
	e := &explanation{program: p}
	c := &cobra.Command{
		Use: "explain [text]...", Short: "Say what a reason or an event of ECS means, offline", Long: aboutExplain,
		Annotations: map[string]string{formatted: asTable + " " + asJSON}, ValidArgsFunction: cobra.NoFileCompletions,
	}
	c.Flags().IntVar(&e.about.Exit, "exit-code", 0, "the exit code of the container, where it has one")
	c.Flags().StringVar(&e.about.StopCode, "stop-code", "", "the stop code of the task: "+strings.Join(stopCodes(), ", "))
	c.RunE = func(c *cobra.Command, args []string) error {
		e.about.Exited = c.Flags().Changed("exit-code")
		return e.run(c.Context(), args)
	}
	return c
}

// stopCodes are the stop codes that ECS documents.
func stopCodes() []string {
	return []string{"TaskFailedToStart", "EssentialContainerExited", "UserInitiated", "ServiceSchedulerInitiated",
		"SpotInterruption", "TerminationNotice"}
}

func (e *explanation) run(ctx context.Context, args []string) error {
	for _, text := range args {
		if strings.TrimSpace(aws.Clean(text)) == "" {
			return &usage{"explain what? the text is empty", "usage: ecscope explain [text]..."}
		}
	}
	if code := e.about.StopCode; code != "" && !slices.Contains(stopCodes(), code) {
		fmt.Fprintf(e.streams.Err, "unknown stop code %q%s\n", line(aws.Clean(code)), slip(code, stopCodes()))
	}
	var err error
	if e.rules, err = triage.New(); err != nil {
		return err
	}
	for _, text := range args {
		e.single = len(args) == 1
		if err := e.say(text); err != nil {
			return err
		}
	}
	coded := e.about.Exited || e.about.StopCode != ""
	if len(args) == 0 && (!e.streams.Interactive || !coded) {
		if err := e.read(ctx); err != nil {
			return err
		}
	}
	if e.said == 0 && coded { // the codes alone tell something, too
		e.single = true
		return e.explained("")
	}
	return nil
}

// read explains the lines of standard input as they come.
func (e *explanation) read(ctx context.Context) error {
	if e.streams.Interactive {
		fmt.Fprintln(e.streams.Err, "explaining each line that is typed; ctrl-d ends")
	}
	lines, ended := make(chan string), make(chan error, 1)
	go func() {
		in := bufio.NewReader(e.streams.In)
		for n := 1; ; n++ {
			text, err := limit.Line(in, mostTyped, fmt.Sprintf("line %d of the standard input", n))
			select {
			case lines <- text:
			case <-ctx.Done():
				return
			}
			if err != nil {
				ended <- err
				return
			}
		}
	}()
	for {
		select {
		case text := <-lines:
			if err := e.say(text); err != nil {
				return err
			}
		case err := <-ended:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("read the standard input: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// say explains a text, unless it is empty.
func (e *explanation) say(text string) error {
	if text = strings.TrimSpace(aws.Clean(text)); text == "" {
		return nil
	}
	return e.explained(text)
}

func (e *explanation) explained(text string) error {
	m := e.about
	m.Text = text
	row := newDiagnosisRow(e.rules.Explain(m))
	e.said++
	switch {
	case e.output == asJSON && e.single:
		return encodeOne(e.streams.Out, row)
	case e.output == asJSON:
		out := json.NewEncoder(e.streams.Out)
		out.SetEscapeHTML(false)
		return out.Encode(row)
	}
	paragraph := strings.Join(row.lines(e.look(), e.streams.Width), "\n") + "\n"
	if e.said > 1 {
		paragraph = "\n" + paragraph
	}
	_, err := io.WriteString(e.streams.Out, paragraph)
	return err
}
