package aws

import "time"

// Event is one service event, written by the ECS scheduler. Repeats of one message are left out by ECS for up to
// six hours while its cause lasts, so an old event may still be true.
type Event struct {
	ID      string
	Time    time.Time
	Message string
	// Service and Cluster say whose event it is.
	Service, Cluster string
}
