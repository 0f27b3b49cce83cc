package exec

// Flags are what the far side of a port's session tells. Those that nobody takes are dropped.
func (c *Channel) Flags() <-chan Flag { return c.flags }

// Kind is the session's type, such as InteractiveCommands, Standard_Stream or Port; empty where an old agent does not say.
func (c *Channel) Kind() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.kind
}

// Properties are of the session's type, in JSON; they may be empty.
func (c *Channel) Properties() []byte {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.properties
}

// Agent is the agent's version, such as 3.3.1611.0; empty where an old agent does not say.
func (c *Channel) Agent() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.agent
}

// Greeting is what the account's preferences want said before a session, cleaned; mostly empty.
func (c *Channel) Greeting() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.greeting
}

// Waiting is a sentence about a session of which nothing has come.
func (c *Channel) Waiting() string {
	c.mutex.Lock()
	s := c.session
	c.mutex.Unlock()
	return Waiting(c.client, s)
}

// Said is what the far side said when it closed the session, cleaned; it may be empty.
func (c *Channel) Said() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.said
}
