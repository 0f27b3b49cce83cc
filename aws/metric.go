package aws

import "time"

// Series is a metric over time, oldest point first. Name is CloudWatch's, such as MemoryUtilization; Unit is Percent,
// Count, Bytes and so on.
type Series struct {
	Name, Unit string
	Period     time.Duration
	Points     []Point
	Seen       time.Time
}

// Point is a metric's value over the period that begins at Time. Average and Maximum are over all tasks of a service.
type Point struct {
	Time             time.Time
	Average, Maximum float64
}
