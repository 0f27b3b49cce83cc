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

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/triage"
)

const aboutExplain = `Explain an ECS failure message, and what to do about it. Works offline, without an account.

A message is the stopped reason of a task or container, a service event, a load balancer's reason code, a message from auto
scaling, an instance's agent or CodeDeploy, or an error of the ECS API. Paste it as your tool printed it: the AWS CLI, an SDK,
Terraform, CloudFormation or the CDK, a log line, or the JSON of describe-tasks, describe-services or an EventBridge event. The
explanation and the commands contain what the message names (image and tag, role, secret, subnet, port).

Each argument is one message, so quote it. It may begin with a hyphen and span several lines. Without arguments, each line of
standard input is one message; a JSON document, a Terraform error box or a Python traceback also counts as one. If a message has
several causes, the worst comes first. A message that no rule matches is "unknown" and shown as it is.

  ecscope explain "CannotPullContainerError: pull image manifest has been retried 1 time(s)"
  ecscope explain "Essential container in task exited" --exit-code 137
  ecscope explain -1073741819
  terraform apply 2>&1 | ecscope explain
  aws ecs describe-tasks … | ecscope explain -o json
  aws ecs describe-services … --query 'services[].events[].message' --output text | tr '\t' '\n' | ecscope explain -o tsv`

// explanation is a run of explain: what is known beside the texts.
type explanation struct {
	*program
	rules *triage.Rules
	about triage.Message
	said  int
	rows  []diagnosisRow // of a table that is written at the end
	// single says that one object is printed, and not one in each line.
	single bool
}

func explainCommand(p *program) *cobra.Command {
	e := &explanation{program: p}
	c := &cobra.Command{
		Use: "explain [text]...", Short: "Explain a stopped reason or a service event, offline", Long: aboutExplain,
		Annotations: map[string]string{formatted: asTable + " " + asJSON + " " + asTSV}, ValidArgsFunction: cobra.NoFileCompletions,
	}
	c.Flags().IntVar(&e.about.Exit, "exit-code", 0, "the container's exit code, if it has one")
	c.Flags().StringVar(&e.about.StopCode, "stop-code", "", "the task's stop code: "+strings.Join(stopCodes(), ", "))
	c.RunE = func(c *cobra.Command, args []string) error {
		e.about.Exited = c.Flags().Changed("exit-code")
		if err := e.run(c.Context(), args); err != nil || e.output != asTSV {
			return err
		}
		return rowTable[diagnosisRow]{rows: e.rows}.write(e.streams.Out, asTSV, e.streams.look())
	}
	return c
}

// hyphened puts the texts of explain that begin with a hyphen behind the flags: only what is a flag is taken for one.
func hyphened(root *cobra.Command, args []string) []string {
	c, _, err := root.Find(args)
	at := slices.Index(args, "explain")
	if err != nil || c.Name() != "explain" || at < 0 {
		return args
	}
	flags, texts := slices.Clone(args[:at+1]), []string{}
	for i := at + 1; i < len(args); i++ {
		switch takes, known := flagOf(c, args[i]); {
		case args[i] == "--":
			texts = append(texts, args[i+1:]...)
			i = len(args)
		case known && takes && i+1 < len(args):
			flags = append(flags, args[i], args[i+1])
			i++
		case known:
			flags = append(flags, args[i])
		default:
			texts = append(texts, args[i])
		}
	}
	return append(append(flags, "--"), texts...)
}

// flagOf says whether a word is a flag of a command, and whether the next word is its value.
func flagOf(c *cobra.Command, word string) (takes, known bool) {
	name, _, valued := strings.Cut(word, "=")
	if !strings.HasPrefix(word, "-") || strings.ContainsAny(name, " \t\n") {
		return false, false
	}
	if name == "-h" || name == "--help" {
		return false, true
	}
	f := c.Flag(strings.TrimPrefix(name, "--"))
	if !strings.HasPrefix(name, "--") {
		f = nil
		if len(word) > 1 {
			if f = c.Flags().ShorthandLookup(word[1:2]); f == nil {
				f = c.InheritedFlags().ShorthandLookup(word[1:2])
			}
		}
		valued = len(word) > 2
	}
	return f != nil && !valued && f.NoOptDefVal == "", f != nil
}

// stopCodes are the stop codes that ECS documents.
func stopCodes() []string {
	return []string{"TaskFailedToStart", "EssentialContainerExited", "UserInitiated", "ServiceSchedulerInitiated",
		"SpotInterruption", "TerminationNotice", "InfrastructureHealth"}
}

func (e *explanation) run(ctx context.Context, args []string) error {
	for _, text := range args {
		if strings.TrimSpace(clean.Text(text)) == "" {
			return &usage{"explain: the message is empty", "usage: ecscope explain [text]..."}
		}
	}
	if code := e.about.StopCode; code != "" && !slices.Contains(stopCodes(), code) {
		fmt.Fprintf(e.streams.Err, "unknown stop code %q%s\n", line(clean.Text(code)), slip(code, stopCodes()))
	}
	e.rules = triage.New()
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

// read explains the lines of standard input as they come; those that are one text together.
func (e *explanation) read(ctx context.Context) error {
	if e.streams.Interactive {
		fmt.Fprintln(e.streams.Err, "type messages, one per line; ctrl-d ends")
	}
	lines, ended := make(chan arrived), make(chan error, 1)
	go func() {
		in := bufio.NewReaderSize(e.streams.In, 64<<10)
		for n := 1; ; n++ {
			text, err := limit.Line(in, mostTyped, fmt.Sprintf("line %d of the standard input", n))
			select {
			case lines <- arrived{text, in.Buffered() > 0}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				ended <- err
				return
			}
		}
	}()
	var blocks reason.Blocks
	for {
		select {
		case l := <-lines:
			if err := e.sayAll(blocks.Add(clean.Lines(l.text), l.more)); err != nil {
				return err
			}
		case err := <-ended:
			if errors.Is(err, io.EOF) {
				return e.sayAll(blocks.Flush())
			}
			return fmt.Errorf("read the standard input: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// arrived is a line of the input, and whether the next one has begun to arrive.
type arrived struct {
	text string
	more bool
}

func (e *explanation) sayAll(texts []string) error {
	for _, text := range texts {
		if err := e.say(text); err != nil {
			return err
		}
	}
	return nil
}

// say explains a text, unless it is empty.
func (e *explanation) say(text string) error {
	if text = strings.TrimSpace(clean.Lines(text)); text == "" {
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
	case e.output == asTSV:
		e.rows = append(e.rows, row)
		for _, o := range row.Others {
			if other, ok := o.(diagnosisRow); ok {
				e.rows = append(e.rows, other)
			}
		}
		return nil
	case e.output == asJSON && e.single:
		return encodeOne(e.streams.Out, row)
	case e.output == asJSON:
		out := json.NewEncoder(e.streams.Out)
		out.SetEscapeHTML(false)
		return out.Encode(row)
	}
	paragraph := strings.Join(row.lines(e.streams.look(), e.streams.Width), "\n") + "\n"
	if e.said > 1 {
		paragraph = "\n" + paragraph
	}
	_, err := io.WriteString(e.streams.Out, paragraph)
	return err
}
