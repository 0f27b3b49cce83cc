// Package center is the part of IAM Identity Center that lets people log in: the OIDC service with its two flows, the
// portal that gives the credentials of a role, and the pages that a browser shows on the way. Who may log in is whoever
// knows the password: the session token of the simulator's environment.
package center

import (
	"crypto/rand"
	"crypto/subtle"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ecscope/ecscope/sim/wire"
)

// StartURL is the access portal that there is, and Role the role that those who log in to it have.
const (
	StartURL = "https://simulated.awsapps.com/start"
	Role     = "operator"
)

// Options say who the center is and how long things last. Now, URL, Account and Keys have to be set.
type Options struct {
	Now     func() time.Time
	URL     func() string
	Account string
	// Keys are the credentials of the role; their token is the password too.
	Keys wire.Keys
	// Token is how long an access token lasts, 8 hours where it is zero, and Credentials a role's, an hour.
	Token, Credentials time.Duration
}

// Center is the service. It is safe for concurrent use.
type Center struct {
	options Options

	mu       sync.Mutex
	clients  map[string]client
	attempts map[string]*attempt // by device code, or by the code of a redirect
	open     map[string]*attempt // by user code, or by the id of a page
	tokens   map[string]time.Time
	renewals map[string]client // by refresh token
}

// client is a program that registered.
type client struct {
	id, secret       string
	expires          time.Time
	scopes, grants   []string
	redirects        []string
	refreshesAllowed bool
}

// attempt is somebody's login under way.
type attempt struct {
	client   client
	expires  time.Time
	decision decision
	// Of the device flow: when the program asked last, and how often it may.
	asked time.Time
	pause time.Duration
	// Of the browser's flow.
	redirect, state, challenge string
}

type decision int

const (
	undecided decision = iota
	allowed
	denied
)

// How long a registration lasts, and a login may take.
const (
	registered = 90 * 24 * time.Hour
	undergoing = 10 * time.Minute
)

// New makes one that knows nobody yet.
func New(o Options) *Center {
	if o.Token == 0 {
		o.Token = 8 * time.Hour
	}
	if o.Credentials == 0 {
		o.Credentials = time.Hour
	}
	return &Center{options: o, clients: map[string]client{}, attempts: map[string]*attempt{}, open: map[string]*attempt{},
		tokens: map[string]time.Time{}, renewals: map[string]client{}}
}

// Revoke ends every access token and, where renewals is true, every way to get one without a login.
func (c *Center) Revoke(renewals bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.tokens)
	if renewals {
		clear(c.renewals)
	}
}

// Decide is the operator's decision about a login with a user code. It says whether there is one.
func (c *Center) Decide(code string, allow bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.open[code]
	if a == nil || a.decision != undecided || !c.options.Now().Before(a.expires) {
		return false
	}
	a.decision = denied
	if allow {
		a.decision = allowed
	}
	return true
}

// most is how many clients, and logins under way, there may be: anybody on this computer can begin one.
const most = 1000

// room drops the logins that nobody waits for any more, and refuses another one where there are too many.
func room(c *Center) error {
	over := func(_ string, a *attempt) bool { return !c.options.Now().Before(a.expires) }
	maps.DeleteFunc(c.attempts, over)
	maps.DeleteFunc(c.open, over)
	if len(c.open) >= most {
		return refuse("InvalidRequestException", "Too many logins are under way")
	}
	return nil
}

// know is the client with the id and secret.
func (c *Center) know(id, secret *string) (client, error) {
	if id == nil || secret == nil {
		return client{}, refuse("InvalidClientException", "Invalid client provided")
	}
	k, ok := c.clients[*id]
	if !ok || subtle.ConstantTimeCompare([]byte(k.secret), []byte(*secret)) != 1 || !c.options.Now().Before(k.expires) {
		return client{}, refuse("InvalidClientException", "Invalid client provided")
	}
	return k, nil
}

func (k client) may(grant string) bool { return slices.Contains(k.grants, grant) }

// refuse is a refusal in the words of the wire.
func refuse(code, message string) error {
	e := &wire.Error{Code: code, Message: message}
	switch code {
	case "InvalidClientException", "UnauthorizedException":
		e.Status = 401
	case "ForbiddenException":
		e.Status = 403
	}
	return e
}

func secretText() string { return rand.Text() + rand.Text() }
