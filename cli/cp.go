package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/words"
)

const aboutCp = `Copy a file or a folder out of a container, or into one, over ECS Exec. You need no bucket, and the image needs only a shell and
the commands that busybox has.

  ecscope cp prod/checkout:/var/log/app.log .
  ecscope cp ./fix.conf prod/checkout:/etc/app/

If the destination is an existing folder, the copy goes into it under its own name. Existing files are kept unless you pass
--force; --force never deletes files that are missing from the source. A copy has a temporary name until it is complete and its
checksum matches.

A copy out of a container is limited to 1 GiB, 100,000 files and folders, and 100 nested folders; --max-size, --max-files and
--max-depth change the limits.

File modes are copied; owners are not. Devices, sockets and pipes are skipped with a note, and so are links in a container that
point outside the folder. Write a local path with a colon as ./a:b.

The agent sends about 0.5 MB of a file per second out of a container: 100 MB take more than three minutes. ecscope estimates
the time before a copy that takes longer than 10 seconds, except for a folder out of a container, whose size is unknown.

Exit codes: 0 copied, 1 not copied, 2 bad usage, 4 refused (read-only mode, or protected and not confirmed by name), 130
interrupted, 143 after SIGTERM, 129 after SIGHUP.`

const useCp = "cp source destination, one of which is [cluster/]service:path or cluster/task:path"

// copyRun is one run of cp.
type copyRun struct {
	*program
	container, shell string
	confirm          string // the name of what is protected
	force, quiet     bool
	limits           exec.Limits
	in               bool // into the container
	place            string
	paths
}

func cpCommand(p *program) *cobra.Command {
	k := &copyRun{program: p, limits: exec.DefaultLimits()}
	c := &cobra.Command{
		Use: useCp, Short: "Copy files to or from a container", Long: aboutCp,
		Annotations: map[string]string{formatted: asText},
		Args:        func(_ *cobra.Command, args []string) error { return k.split(args) },
		RunE:        func(c *cobra.Command, _ []string) error { return k.run(c.Context()) },
	}
	f := c.Flags()
	f.StringVar(&k.container, "container", "", "the container, if the task has several")
	f.StringVar(&k.shell, "shell", "", "the shell in the image (default /bin/sh)")
	f.BoolVarP(&k.force, "force", "f", false, "replace existing files")
	f.BoolVarP(&k.quiet, "quiet", "q", false, "print only errors")
	f.StringVar(&k.confirm, "confirm", "", confirmUsage)
	f.Var((*sizeFlag)(&k.limits.Bytes), "max-size", "most bytes to copy out of a container, such as 8GiB")
	f.IntVar(&k.limits.Entries, "max-files", k.limits.Entries, "most files and folders to copy")
	f.IntVar(&k.limits.Depth, "max-depth", k.limits.Depth, "most levels of nested folders")
	return c
}

// split finds out which side is the container's.
func (k *copyRun) split(args []string) error {
	wrong := func(text string) error { return &usage{"cp: " + text, "usage: ecscope " + useCp} }
	switch {
	case k.limits.Entries < 1, k.limits.Depth < 1:
		return wrong("--max-files and --max-depth must be at least 1")
	case len(args) == 0:
		return &usage{"cp: no source or destination given", "usage: ecscope " + useCp}
	case len(args) == 1:
		return wrong("no destination for " + args[0])
	case len(args) > 2:
		return wrong(fmt.Sprintf("unexpected argument %q", args[2]))
	}
	from, source, out := contained(args[0])
	to, target, in := contained(args[1])
	switch {
	case out && in:
		return wrong("both paths are in a container; copy to this computer first, then from it")
	case !out && !in:
		return wrong("neither path is in a container, such as prod/checkout:/path")
	case out && source == "", in && target == "":
		return wrong("no path in the container, such as prod/checkout:/path")
	}
	k.in, k.place, k.from, k.to = in, from+to, args[0], args[1]
	if in {
		k.to = target
	} else {
		k.from = source
	}
	return nil
}

// contained parts a service or a task from a path; in is false where a word is a path here.
func contained(word string) (place, path string, in bool) {
	if strings.HasPrefix(word, "arn:") {
		if parts := strings.SplitN(word, ":", 7); len(parts) == 7 {
			return strings.Join(parts[:6], ":"), parts[6], true
		}
		return "", "", false
	}
	place, path, in = strings.Cut(word, ":")
	if !in || place == "" || strings.HasPrefix(place, "/") || strings.HasPrefix(place, ".") || strings.HasPrefix(place, "~") ||
		strings.Contains(place, `\`) || runtime.GOOS == "windows" && len(place) == 1 {
		return "", "", false
	}
	return place, path, true
}

// run copies.
func (k *copyRun) run(ctx context.Context) error {
	reach, verb := guard.CopyOut, "copy out of "
	if k.in {
		reach, verb = guard.CopyIn, "copy into "
	}
	if err := k.allowed(reach); err != nil {
		return err
	}
	bounded, cancel := k.bounded(ctx)
	defer cancel()
	r, err := k.reader(bounded)
	if err != nil {
		return err
	}
	defer r.progress.stop()
	b, err := chooser{k.streams}.execTarget(bounded, r, k.place, k.container)
	e := &execRun{program: k.program}
	switch {
	case err != nil && bounded.Err() != nil && ctx.Err() == nil:
		return context.Cause(bounded)
	case err != nil:
		return err
	case !b.task.Exec:
		return e.refusal(bounded, r, b, errors.New("ECS Exec is off for task "+b.task.ID))
	}
	b.readSystem(bounded, r)
	r.progress.stop()
	if b.chosen && !k.quiet {
		k.streams.note("in " + b.String())
	}
	if err := k.admit(bounded, b.task.Guarded(), k.confirm, verb+b.container); err != nil {
		return err
	}
	err = k.copy(bounded, r, b)
	if _, unopened := errors.AsType[*exec.Unopened](err); unopened && bounded.Err() == nil {
		return e.refusal(bounded, r, b, err)
	}
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("the copy did not finish within %s; nothing was left behind", k.timeout)
	}
	return advised(err)
}

// copy copies, and says what was copied.
func (k *copyRun) copy(ctx context.Context, r *reader, b execTarget) error {
	t, err := b.target()
	if err != nil {
		return err
	}
	bar := k.streams.bar()
	if !k.quiet {
		bar.begins = func(total int64) { k.estimate(bar, total) }
	}
	c := &exec.Copy{Client: r.Client, Target: t, Shell: k.shell, Limits: k.limits, Force: k.force, Progress: bar.at,
		Notice: func(n exec.Notice) { bar.say(n.String()) }}
	copying := c.Out
	if k.in {
		copying = c.In
	}
	done, err := copying(ctx, k.from, k.to)
	bar.stop()
	if err != nil {
		return err
	}
	for _, l := range done.Left {
		k.streams.note("left out: " + l)
	}
	if k.quiet {
		return nil
	}
	_, err = fmt.Fprintf(k.streams.Out, "%s: %s, %s, %s verified\n", clean.Text(done.To), words.Count(done.Files, "file"), words.Bytes(done.Bytes), done.Checksum)
	return err
}

// long is how long a copy has to take for that to be said before.
const long = 10 * time.Second

// estimate says how long a copy will take, where that is long. Of a folder out of a container the size is not known before.
func (k *copyRun) estimate(b *bar, total int64) {
	if d := exec.Estimate(total, k.in); d >= long {
		b.say(fmt.Sprintf("%s take about %s", words.Bytes(total), d))
	}
}

// advised gives errors of a copy what to do about them.
func advised(err error) error {
	for cause, hint := range map[error]string{
		exec.ErrExists:    "pass --force to replace it",
		exec.ErrTooLarge:  "nothing was left behind; --max-size raises the limit",
		exec.ErrTooMany:   "nothing was left behind; --max-files raises the limit",
		exec.ErrTooDeep:   "nothing was left behind; --max-depth raises the limit",
		exec.ErrLongName:  "this path is too long for the system; copy a part of the folder",
		exec.ErrFull:      "nothing was left behind; free some space, or copy to another disk",
		exec.ErrChecksum:  "nothing was left behind; try again",
		exec.ErrKind:      "choose another name, or remove what is there",
		exec.ErrMissing:   "another container of the task may have it: pass --container",
		exec.ErrNoFolder:  "create it first; only the last part of the path may be new",
		exec.ErrUnwritten: "check the free space and the permissions there",
		exec.ErrUnread:    "check the permissions there",
		exec.ErrNoFile:    "look at it with ecscope exec … -- ls -l",
		exec.ErrOddFile:   "copy a file or a folder",
		exec.ErrName:      "choose another name, or copy the folder it is in",
	} {
		if errors.Is(err, cause) {
			return &advice{err, hint}
		}
	}
	return err
}

// advice is an error with what to do about it.
type advice struct {
	error
	hint string
}

func (a *advice) Unwrap() error { return a.error }

// Hint is what to do about it.
func (a *advice) Hint() string { return a.hint }

// paths are what is copied, and where to.
type paths struct{ from, to string }
