package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/words"
)

const aboutDescribe = `Print the description of one thing as AWS returns it.

A thing is cluster, cluster/service, cluster/task, cluster/instance, family:number, the name of a service that only one
cluster has, or the ARN of any of them. The first characters of a task's id are enough.

Values that look like secrets are masked in variables, commands, health checks, labels, options and tags. --secrets shows
them.`

func describeCommand(p *program) *cobra.Command {
	secrets := false
	c := &cobra.Command{
		Use: "describe thing", Short: "Print one thing as AWS describes it, in JSON", Long: aboutDescribe,
		ValidArgsFunction: completer{p}.completePlace,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usage{fmt.Sprintf("describe takes one thing, not %d", len(args)), "usage: ecscope describe thing"}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return printDocument(c.Context(), p, args[0], secrets)
		},
	}
	c.Flags().BoolVar(&secrets, "secrets", false, "show values that look like secrets")
	return c
}

// printDocument prints what AWS answered, or with -o json an array of it.
func printDocument(ctx context.Context, p *program, thing string, secrets bool) error {
	if p.output == asTSV || p.output == asTable {
		return &usage{"describe has no " + p.output + " output", "it prints JSON; -o json puts it in an array, like all commands"}
	}
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	r, err := p.reader(bounded)
	if err != nil {
		return err
	}
	d, err := r.document(bounded, thing, secrets)
	r.progress.stop()
	if err != nil {
		if bounded.Err() != nil {
			return context.Cause(bounded)
		}
		return err
	}
	if p.output == asJSON {
		err = encode(p.streams.Out, []json.RawMessage{json.RawMessage(d.Text)})
	} else {
		_, err = fmt.Fprintln(p.streams.Out, strings.TrimRight(d.Text, "\n"))
	}
	if err == nil && d.Masked > 0 {
		fmt.Fprintln(p.streams.Err, words.Plural(d.Masked, "value that looks like a secret is", "values that look like secrets are")+" masked; --secrets shows them")
	}
	return err
}

func (r *reader) document(ctx context.Context, thing string, secrets bool) (aws.Document, error) {
	ref, err := r.thing(ctx, thing)
	if err != nil {
		return aws.Document{}, err
	}
	r.progress.at(string(ref.Thing)+" "+ref.ID, 0)
	d, err := r.Describe(ctx, ref, secrets)
	if err != nil && ref.Thing == aws.RevisionThing {
		err = r.noRevision(ctx, ref.ID, err)
	}
	return d, err
}

// thing finds out what a text names.
func (r *reader) thing(ctx context.Context, text string) (aws.Ref, error) {
	if strings.HasPrefix(text, "arn:") {
		return r.arnThing(ctx, text)
	}
	if family, number, ok := strings.Cut(text, ":"); ok && family != "" && number != "" && !strings.Contains(text, "/") {
		return aws.Ref{Thing: aws.RevisionThing, ID: text}, nil
	}
	if cluster, id, ok := strings.Cut(text, "/"); ok && cluster != "" && isTask(id) {
		if _, err := r.Service(ctx, cluster, id); err == nil { // feed and cafe are services too
			return aws.Ref{Thing: aws.ServiceThing, Cluster: cluster, ID: id}, nil
		}
		if ref, ok, err := r.taskOrInstance(ctx, cluster, id); ok || err != nil {
			return ref, err
		}
	}
	at, err := r.somewhere(ctx, text)
	switch {
	case err != nil:
		return aws.Ref{}, err
	case at.cluster == "":
		return aws.Ref{}, misuse("%q is not the name of anything", text)
	case at.service == "":
		return aws.Ref{Thing: aws.ClusterThing, ID: at.cluster}, nil
	}
	return aws.Ref{Thing: aws.ServiceThing, Cluster: at.cluster, ID: at.service}, nil
}

// arnThing reads an ARN. The short ones of before 2018 do not say the cluster, so it is looked for.
func (r *reader) arnThing(ctx context.Context, text string) (aws.Ref, error) {
	ref, err := r.arn(text)
	if err != nil || ref.Cluster != "" || ref.Thing == aws.ClusterThing || ref.Thing == aws.RevisionThing {
		return ref, err
	}
	if ref.Thing == aws.ServiceThing {
		at, _, err := r.find(ctx, place{service: ref.ID})
		ref.Cluster = at.cluster
		return ref, err
	}
	clusters, err := r.clusterNames(ctx)
	for _, c := range clusters {
		if found, ok, err := r.taskOrInstance(ctx, c, ref.ID); ok || err != nil {
			return found, err
		}
	}
	if err == nil {
		err = misuse("no cluster has %s", text)
	}
	return ref, err
}

// noRevision is the error that reading a revision ended with. If there is none, it names the family that comes nearest.
func (r *reader) noRevision(ctx context.Context, text string, err error) error {
	if kind := call.KindOf(err); kind != call.NotFound && kind != call.Invalid {
		return err
	}
	family, _, _ := strings.Cut(text, ":")
	families, _ := r.familyNames(ctx)
	if slices.Contains(families, family) {
		return &usage{fmt.Sprintf("unknown revision %q", text), "ecscope revisions " + family + " lists the existing ones"}
	}
	return unknown("family", family, families)
}

// isTask tells whether an id may be that of a task or an instance, or the beginning of one.
func isTask(id string) bool { return regexp.MustCompile(`^[0-9a-f-]{4,36}$`).MatchString(id) }

// taskOrInstance looks for the task or the instance whose id is, or begins with, this one.
func (r *reader) taskOrInstance(ctx context.Context, cluster, id string) (aws.Ref, bool, error) {
	if len(id) >= 32 {
		if t, err := r.Task(ctx, cluster, id); err == nil {
			return aws.Ref{Thing: aws.TaskThing, Cluster: cluster, ID: t.ID}, true, nil
		} else if kind := call.KindOf(err); kind != call.NotFound && kind != call.Invalid {
			return aws.Ref{}, false, err
		}
	}
	var found []aws.Ref
	add := func(thing aws.Thing, whole string) {
		ref := aws.Ref{Thing: thing, Cluster: cluster, ID: whole}
		if strings.HasPrefix(whole, id) && !slices.Contains(found, ref) {
			found = append(found, ref)
		}
	}
	var errs []error
	for _, stopped := range []bool{false, true} {
		for page, err := range r.Tasks(ctx, aws.TaskQuery{Cluster: cluster, Stopped: stopped}) {
			errs = append(errs, err)
			for _, t := range page {
				add(aws.TaskThing, t.ID)
			}
		}
	}
	for page, err := range r.Instances(ctx, cluster) {
		errs = append(errs, err)
		for _, i := range page {
			add(aws.InstanceThing, i.ID)
		}
	}
	return choose(cluster, id, found, errors.Join(errs...))
}

// choose takes the only one found. Nothing found is no error where the cluster does not exist or the id is no id.
func choose(cluster, id string, found []aws.Ref, err error) (aws.Ref, bool, error) {
	switch {
	case len(found) == 1:
		return found[0], true, nil
	case len(found) > 1:
		return aws.Ref{}, false, misuse("%s/%s is ambiguous: it matches %d tasks and instances", cluster, id, len(found))
	case call.KindOf(err) == call.NotFound:
		return aws.Ref{}, false, nil
	}
	return aws.Ref{}, false, err
}
