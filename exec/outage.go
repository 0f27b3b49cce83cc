package exec

import (
	"errors"
	"time"

	"github.com/gorilla/websocket"
)

// outage is what is known of a session's connections: what the present one is good for, and since when there is none.
type outage struct {
	lost     time.Time // zero while the connection is well
	began    time.Time // when the present connection came about
	useful   bool      // something came on it
	reached  bool      // the gateway has answered on one of the connections
	refusals int       // connections in a row that were closed before they were of use
}

// connected notes a new connection.
func (o *outage) connected(now time.Time) { o.useful, o.began = false, now }

// alive notes a sign of life. back says that the connection was lost before, and gone for how long.
func (o *outage) alive(now time.Time) (gone time.Duration, back bool) {
	o.reached = true
	if o.lost.IsZero() {
		return 0, false
	}
	gone = now.Sub(o.lost)
	o.lost = time.Time{}
	return gone, true
}

// refused notes that the present connection ended with err, and says whether the gateway refuses the session.
func (o *outage) refused(now time.Time, err error) bool {
	if o.refusals++; o.useful || now.Sub(o.began) > connectTime {
		o.refusals = 0
	}
	closed := (*websocket.CloseError)(nil)
	final := o.refusals > 0 && errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure
	return final || o.refusals > 4 && !o.reached
}

// delays are how long to wait before the next connection is tried, and before the one after it.
func (o *outage) delays() (wait, delay time.Duration) {
	delay = 100 * time.Millisecond << min(o.refusals, 5)
	if o.refusals > 0 {
		wait = delay
	}
	return wait, delay
}
