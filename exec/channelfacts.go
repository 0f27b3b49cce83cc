package exec

import "sync"

// facts are what a session says of itself.
type facts struct {
	mutex      sync.Mutex
	kind       string
	properties []byte
	agent      string
	greeting   string
	said       string
}

func (f *facts) set(change func(*facts)) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	change(f)
}

// Kind is the session's type, such as InteractiveCommands, Standard_Stream or Port; empty where the agent does not say.
func (f *facts) Kind() string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.kind
}

// Properties are of the session's type, in JSON; they may be empty.
func (f *facts) Properties() []byte {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.properties
}

// Agent is the agent's version, such as 3.3.1611.0; empty where the agent does not say.
func (f *facts) Agent() string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.agent
}

// Greeting is what the account's preferences want said before a session, cleaned; mostly empty.
func (f *facts) Greeting() string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.greeting
}

// Said is what the far side said when it closed the session, cleaned; it may be empty.
func (f *facts) Said() string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.said
}
