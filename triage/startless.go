package triage

// startless judges a service of which ECS says that its tasks do not start, where no dead task tells why: they may be forgotten, or
// nobody could read them.
func startless(c *evaluation) bool {
	s := c.service
	m, ok := c.newest(aboutStart)
	if !ok || s.Running >= s.Desired {
		return false
	}
	c.accuse(m)
	state := Degraded
	if s.Running == 0 {
		state = Failing
	}
	c.say(state, m.Event.Time, "tasks of %s do not start, says ECS: %d of %d run", c.name(), s.Running, s.Desired)
	c.v.Serves = running(s)
	if c.in.Stopped == nil {
		c.v.Headline += ", and " + silence(c)
	}
	c.remedy(Remedy{Action: Show, Screen: "stopped", Text: "the dead tasks, which say why"})
	c.remedy(Remedy{Action: Show, Screen: "events", Text: "what ECS says"})
	return true
}
