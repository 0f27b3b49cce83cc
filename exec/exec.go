// Package exec is a shell, a command or a port in a container, on this terminal: sessions of ECS Exec, without the AWS CLI
// and without its plugin. It is the only importer of session-manager-plugin, of which it takes the constants. Its
// frames, handshake and encryption link a logger and testify; those here are our own, and tests hold them against it. The
// rest of it (data channel, websocket, shell and port sessions) is not fit for a program that goes
// on after a session: it ends the process, prints, leaves goroutines that steal keys, races, rewrites a lone line feed to
// a carriage return and hangs when the handshake arrives out of order.
package exec
