// Package sim is an AWS on localhost: it speaks the real wire protocols, so
// any AWS tool can use it, over an invented ECS account that moves by
// itself. It stands in for AWS in the demo and in tests.
package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/sim/center"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/session"
	"github.com/ecscope/ecscope/sim/timetable"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// home is where the account is and whose it is.
type home struct{ region, account string }

// caller is who calls: an operator's role session.
func (h home) caller() string { return "arn:aws:sts::" + h.account + ":assumed-role/operator/ecscope" }

// Clock tells the server's time; see NewManualClock for tests.
type Clock = wire.Clock

// Options say what to simulate. The zero value is the demo account, on a
// free port of the loopback interface, at the wall clock's pace.
type Options struct {
	Listen     string          // host:port; default 127.0.0.1:0
	Inside     bool            // listen to nothing: only Dial and Client reach the server
	Seed       uint64          // decides every id and every turn of the story
	Account    string          // one of Accounts; default "demo"
	Population *Population     // an account made to measure, instead of Account
	Scenario   string          // one incident by id ("s01-bad-image-tag") or short id ("s01"), instead of Account
	Region     string          // default us-east-1
	Number     string          // twelve digits of the account's id; default 111122223333
	Offset     time.Duration   // how long the scenario, or the demo's story, has been running at the start
	Clock      Clock           // nil means the wall clock, which callers can put on
	Speed      float64         // of that clock: 60 makes a minute of a second; 0 is the usual one
	Latency    time.Duration   // each call takes this much longer
	Quotas     bool            // throttle by the documented request quotas
	Logs       logs.Options    // how the containers log; the seed is the account's
	Sessions   session.Options // how ECS Exec behaves
	Login      center.Options  // how long logins last; the rest is set here
}

// Server is a running simulator.
type Server struct {
	wire     *wire.Server
	world    *world.World
	logs     *logs.Store
	sessions *session.Host
	listener net.Listener
	http     *http.Server
	client   *http.Client
	door     door
	home     home
	ended    chan error
}

// door is who may call, and how they come to that.
type door struct {
	keys   wire.Keys
	name   string // host of Options.Listen
	center *center.Center
}

// Start populates an account and begins to serve it.
func Start(o Options) (*Server, error) {
	pace, err := o.complete()
	if err != nil {
		return nil, err
	}
	play, err := cast(o)
	if err != nil {
		return nil, err
	}
	now := o.Clock.Now()
	w := world.New(world.Options{Seed: o.Seed, Start: now.Add(-play.before), Region: o.Region, Account: o.Number})
	s := &Server{world: w, home: home{o.Region, o.Number}, door: door{keys: newKeys()}, ended: make(chan error, 1)}
	s.client = &http.Client{Transport: wire.Whole{Base: &http.Transport{MaxIdleConnsPerHost: 64, DialContext: s.Dial}}}
	options := wire.Options{Clock: o.Clock, Identity: s.home.caller(), Resource: s.home.resource, Before: w.Advance, Enter: s.enter, Keys: &s.door.keys}
	if play.hostile {
		h := newHostile()
		options.Write, options.Hear = h.write, h.restore
	}
	s.wire = wire.New(options)
	o.Logs.Seed = o.Seed
	s.logs = logs.New(w, func() time.Time { now := o.Clock.Now(); w.Advance(now); return now }, o.Region, o.Number, o.Logs)
	s.register()
	s.registerLogs(o.Clock)
	registerSupport(s, o.Clock)
	if pace != nil {
		registerPace(s, pace)
	}
	book := timetable.New(w, o.Region, o.Number)
	registerTimetable(s, book)
	if err := play.populate(w.Story(), book, s.wire.Faults()); err != nil {
		return nil, fmt.Errorf("populate the account: %w", err)
	}
	w.Advance(now)
	misbehave(s, o)
	if o.Inside {
		s.listener = newMemory()
	} else if s.listener, err = net.Listen("tcp", o.Listen); err != nil {
		return nil, fmt.Errorf("listen on %s: %w", o.Listen, err)
	}
	if host, _, err := net.SplitHostPort(o.Listen); err == nil {
		s.door.name = strings.ToLower(host)
	}
	s.sessions = session.New(w, o.Clock, o.Seed, s.home.caller(), "ws"+strings.TrimPrefix(s.URL(), "http"), o.Sessions)
	s.registerSessions()
	registerLogin(s, o)
	s.http = &http.Server{Handler: s.wire, ReadHeaderTimeout: time.Minute}
	go func() { s.ended <- s.http.Serve(s.listener) }()
	return s, nil
}

// complete fills in what the options leave open, and refuses what cannot be. The clock is returned where it can be put on.
func (o *Options) complete() (*wire.Pace, error) {
	var pace *wire.Pace
	if o.Clock == nil {
		pace = wire.NewPace(cmp.Or(o.Speed, 1))
		o.Clock = pace
	}
	o.Region, o.Number = cmp.Or(o.Region, world.Region), cmp.Or(o.Number, world.Account)
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	return pace, o.Check()
}

// Check refuses a Region or an account that AWS could not have, and a clock that does not go. What is left open is no fault.
func (o Options) Check() error {
	o.Number = cmp.Or(o.Number, world.Account)
	if strings.Trim(o.Region, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return fmt.Errorf("no Region %q: use one such as us-east-1", o.Region)
	}
	if len(o.Number) != 12 || strings.Trim(o.Number, "0123456789") != "" {
		return fmt.Errorf("account id %q: use twelve digits", o.Number)
	}
	if !(o.Speed >= 0 && o.Speed <= mostSpeed) {
		return fmt.Errorf("speed %g: use a number from 0 to %d; 0 is the usual one", o.Speed, int(mostSpeed))
	}
	if o.Latency < 0 {
		return fmt.Errorf("latency %s: use 0 or more", o.Latency)
	}
	return nil
}

// mostSpeed is how fast a clock may go: more than a week a second.
const mostSpeed = 1e6

// Has says whether the account of a server has a service, "cluster/service".
func Has(s *Server, service string) bool {
	cluster, name, _ := strings.Cut(service, "/")
	out, err := s.world.DescribeServices(&ecs.DescribeServicesInput{Cluster: &cluster, Services: []string{name}})
	return err == nil && len(out.Services) > 0
}

// misbehave puts the troubles in force that the options ask for.
func misbehave(s *Server, o Options) {
	if o.Latency > 0 {
		s.Faults().Add(wire.Fault{Kind: wire.Delay, Delay: o.Latency})
	}
	if o.Quotas {
		s.Faults().Limit(Quotas()...)
	}
}

// URL is the endpoint, such as http://127.0.0.1:43210.
func (s *Server) URL() string {
	if _, ok := s.listener.(*memory); ok {
		return "http://" + inside
	}
	return "http://" + s.listener.Addr().String()
}

// Client is an HTTP client for SDK clients that talk to this server; see
// [wire.Whole] for why they should not use their own.
func (s *Server) Client() *http.Client { return s.client }

// World is the account behind the server. The server advances it to the
// clock before each call; changes made here show in the next answer.
func (s *Server) World() *world.World { return s.world }

// Faults are the troubles of the server; they can change at any time.
func (s *Server) Faults() *wire.Faults { return s.wire.Faults() }

// Calls is the log of what was asked.
func (s *Server) Calls() *wire.Calls { return s.wire.Calls() }

// Wait blocks until the context ends, which is no error, or the server does.
func (s *Server) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.ended:
		s.ended <- err
		return ended(err)
	}
}

// Close ends the server, every connection to it, and every process that runs
// in its containers.
func (s *Server) Close() error {
	s.client.CloseIdleConnections()
	sessions := s.sessions.Close()
	closed := s.http.Close()
	err := <-s.ended
	s.ended <- err
	return errors.Join(sessions, closed, ended(err))
}

func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}
