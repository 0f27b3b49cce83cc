// Package session is ECS Exec and Session Manager over the simulated
// account: the calls that open, resume and end sessions, the message gateway
// that clients connect to by websocket, and the agent in the container that
// answers there.
//
// A container's shell is a real process on a real pseudo-terminal of this
// computer, run by the user who runs the simulator, in a scratch directory
// of the container's own and with an environment that holds nothing of the
// simulator's, nor of the container's: env and printenv list those. Nothing keeps it inside that directory. Forwarded ports reach
// small servers in the simulator and nothing else.
//
// The agent behaves as amazon-ssm-agent does in a container, at its pace: a
// second before a command's first output, and a millisecond after each
// message. Options.Fast leaves out those waits, and nothing else.
package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// Version is the version that agents say they have.
const Version = "3.1.1732.0"

// Options are how the sessions behave. The zero value is a recent agent.
type Options struct {
	// Agent is the version of the agents, default Version.
	Agent string
	// Fast makes agents put out what there is at once. Otherwise the first
	// output takes a second and each message another millisecond.
	Fast bool
	// Startup is how long the command of a shell takes to start. Until then
	// the agent does not acknowledge what is typed.
	Startup time.Duration
	// Patience is how long the agent waits, when a command has ended, for the
	// client to acknowledge all of the output; default 2 seconds, which a busy
	// computer may need for itself.
	Patience time.Duration
	// Limit is how many sessions the agent in a container serves at a time,
	// default 2. Others wait in silence until one of them ends.
	Limit int
	// Idle is how long a session lives without input or output, by the
	// simulator's clock; default 20 minutes.
	Idle time.Duration
}

// Host is all sessions of an account.
type Host struct {
	options Options
	account
	lifetime
	*register
	*vault
	gateway  string // ws://host:port
	faults   *Faults
	agents   *agents
	homes    *homes
	services *services
}

// account is that whose sessions they are.
type account struct {
	world  *world.World
	clock  wire.Clock
	caller string
}

// lifetime ends with the host, which waits for what runs.
type lifetime struct {
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// New makes a host without sessions. gateway is where clients reach Gateway,
// as ws://host:port.
func New(w *world.World, c wire.Clock, seed uint64, caller, gateway string, o Options) *Host {
	if o.Agent == "" {
		o.Agent = Version
	}
	if o.Limit == 0 {
		o.Limit = 2
	}
	if o.Idle == 0 {
		o.Idle = 20 * time.Minute
	}
	h := &Host{options: o, account: account{w, c, caller}, register: &register{sessions: map[string]*session{}}, vault: newVault(w.EncryptsExec),
		gateway: gateway, faults: newFaults(seed), agents: &agents{limit: o.Limit, serving: map[string]int{}},
		homes: &homes{world: w, known: map[string]home{}}, services: newServices()}
	h.ctx, h.cancel = context.WithCancel(context.Background()) //nolint:forbidigo // it owns its sessions, and ends them in Close
	sweepDead(os.TempDir())
	return h
}

// Faults are the troubles of the sessions.
func (h *Host) Faults() *Faults { return h.faults }

// now is the moment, up to which the account is played.
func (a account) now() time.Time {
	now := a.clock.Now()
	a.world.Advance(now)
	return now
}

// user is the last word of the caller's ARN.
func (a account) user() string { return a.caller[strings.LastIndexByte(a.caller, '/')+1:] }

// StopAgent stops the ExecuteCommandAgent of a container, for the reason
// that DescribeTasks then gives, and ends the sessions it had.
func (h *Host) StopAgent(target, reason string) bool {
	if !h.world.SetExecAgent(target, "STOPPED", reason) {
		return false
	}
	h.look(h.now())
	return true
}

// Close ends every session and every process, and removes the containers'
// directories.
func (h *Host) Close() error {
	h.shut()
	h.cancel()
	for _, s := range h.live() {
		s.end("The simulator has ended.")
	}
	h.running.Wait()
	h.services.close()
	return h.homes.close()
}

// Refusal is a call that is refused: the exception's name and its message.
type Refusal struct{ Code, Message string }

// Error joins code and message.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

func refuse(code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Message: fmt.Sprintf(format, args...)}
}

// refused gives the world's fault the shape of the host's.
func refused(err error) error {
	var f *world.Fault
	if errors.As(err, &f) {
		return &Refusal{Code: f.Code, Message: f.Message}
	}
	return err
}

func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
