package exec

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// connector makes a session's connections.
type connector struct {
	client *aws.Client
	id     string // of this client
	clock  clock

	mutex   sync.Mutex
	session aws.Session
}

func newConnector(client *aws.Client, s aws.Session, k clock) *connector {
	return &connector{client: client, id: newID(), clock: k, session: s}
}

// current is the session, with the newest token.
func (c *connector) current() aws.Session {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.session
}

func (c *connector) target() aws.ExecTarget { return c.current().Target }

// firstTries is how often the first connection is tried: the agent begins without it, so a session given up may have run.
const firstTries = 6

// first makes the first connection. What may pass is tried again, for as long as one connection may take.
func (c *connector) first(ctx context.Context, rest func(time.Duration) bool) (*socket, error) {
	began, delay := c.clock.now(), 100*time.Millisecond
	for try := 1; ; try++ {
		k, err := connect(ctx, c.client, c.current(), c.id)
		refused := (*refusal)(nil)
		if err == nil || !errors.As(err, &refused) || refused.final || try == firstTries || c.clock.now().Sub(began) > connectTime || !rest(delay) {
			return k, err
		}
		delay *= 2
	}
}

// refused is why the first connection did not come about.
func (c *connector) refused(ctx context.Context, err error) error {
	refused := (*refusal)(nil)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &refused) && refused.final:
		return ended(ErrRefused, c.target(), refused.text)
	case errors.As(err, &refused):
		return ended(ErrLost, c.target(), refused.text)
	}
	return err
}

// resume gets a new token and a new connection.
func (c *connector) resume(ctx context.Context) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*connectTime)
	defer cancel()
	s, err := c.client.ResumeSession(ctx, c.current())
	if err != nil {
		return nil, err
	}
	c.mutex.Lock()
	c.session = s
	c.mutex.Unlock()
	return connect(ctx, c.client, s, c.id)
}

// failure words trouble with the connection, without the session's secrets.
func (c *connector) failure(err error) string {
	url, token := c.current().Stream()
	return failure(err, url, token)
}
