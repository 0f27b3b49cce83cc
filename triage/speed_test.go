package triage

import (
	"fmt"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// crowd is a service in trouble with many dead tasks and a full list of events.
func crowd(n, dead, events int) Input {
	s := steadyService()
	s.Name, s.ARN = fmt.Sprintf("api-%04d", n), fmt.Sprintf("arn:%d", n)
	s.Deployments[0].Rollout, s.Deployments[0].Failed = "IN_PROGRESS", dead
	s.Running, s.Desired = 1, 4
	s.Events = nil
	for i := range events {
		s.Events = append(s.Events, event(time.Duration(i)*time.Minute, fmt.Sprintf("has started 1 tasks: (task %032x).", i*7919)))
	}
	in := Input{Service: s, Now: noon()}
	for i := range dead {
		t := unstarted(fmt.Sprintf("CannotPullContainerError: pull image manifest has been retried %d time(s): failed to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/%s:v2: 111122223333.dkr.ecr.us-east-1.amazonaws.com/%s:v2: not found", i%7, s.Name, s.Name), true)
		t.ARN, t.Service, t.StartedBy = fmt.Sprint(n, i), s.Name, s.Deployments[0].ID
		in.Stopped = append(in.Stopped, t)
	}
	return in
}

// BenchmarkService has to stay under 1 ms.
func BenchmarkService(b *testing.B) {
	r := open(b)
	for _, c := range []struct{ dead, events int }{{0, 100}, {4, 30}, {40, 100}} {
		in := crowd(1, c.dead, c.events)
		b.Run(fmt.Sprintf("%d dead, %d events", c.dead, c.events), func(b *testing.B) {
			for b.Loop() {
				r.Service(in)
			}
		})
	}
}

// BenchmarkAccount judges 5,000 services, one in ten of them in trouble; it has to stay under 1 s.
func BenchmarkAccount(b *testing.B) {
	r := open(b)
	var all []Input
	for n := range 5000 {
		in := Input{Service: steadyService(), Now: noon(), Stopped: []aws.Task{}}
		if n%10 == 0 {
			in = crowd(n, 4, 60)
		}
		all = append(all, in)
	}
	for b.Loop() {
		for _, in := range all {
			r.Service(in)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	r := open(b)
	specimens := r.specimens()
	for i := 0; b.Loop(); i++ {
		r.Explain(Message{Text: specimens[i%len(specimens)].text})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		open(b)
	}
}
