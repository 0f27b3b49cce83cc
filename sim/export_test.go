package sim

import "github.com/ecscope/ecscope/sim/wire"

// Actions are all that the server answers.
func (s *Server) Actions() map[string]wire.Service { return s.wire.Actions() }
