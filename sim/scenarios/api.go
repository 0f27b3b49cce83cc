package scenarios

import (
	"time"

	"github.com/ecscope/ecscope/sim/wire"
)

// When the session of s12 ends, and when the operator has logged in again.
const (
	sessionEnds  = 28800 * time.Second
	sessionBegin = 28900 * time.Second
)

// throttled is s11: other pollers have emptied the bucket of DescribeServices
// and ListServices for a minute.
func throttled(i incident) error {
	if err := i.service().Seed(i.world); err != nil {
		return err
	}
	for _, action := range []string{"DescribeServices", "ListServices"} {
		i.faults.Add(wire.Fault{Kind: wire.Throttle, Service: "ecs", Action: action,
			From: i.start.Add(time.Second), Until: i.start.Add(time.Minute)})
	}
	i.announce(30, "operations are being throttled. Will try again later.")
	return nil
}

// expired is s12: the session ends after eight hours, and a new one begins
// soon after.
func expired(i incident) error {
	if err := i.service().Seed(i.world); err != nil {
		return err
	}
	i.faults.Add(wire.Fault{Kind: wire.Expire, From: i.start.Add(sessionEnds), Until: i.start.Add(sessionBegin)})
	return nil
}
