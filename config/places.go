package config

import "path/filepath"

// Places are where a settings file may be, the first that exists counts: ecscope/config.yaml in $XDG_CONFIG_HOME or
// ~/.config, then in the system's own place for settings. env reads the environment, system is as GOOS.
func Places(env func(string) string, system string) []string {
	return inside("config.yaml", folder(env, "XDG_CONFIG_HOME", ".config"), usual(env, system, "APPDATA"))
}

// State is where the program keeps a file that it writes down: in ecscope in $XDG_STATE_HOME, or in the system's own place
// for such things. It is empty where the environment names no place.
func State(file string, env func(string) string, system string) string {
	in := usual(env, system, "LOCALAPPDATA")
	if in == "" || filepath.IsAbs(env("XDG_STATE_HOME")) {
		in = folder(env, "XDG_STATE_HOME", ".local/state")
	}
	if in == "" {
		return ""
	}
	return inside(file, in)[0]
}

// folder is one that the XDG base directory specification names: relative ones are to be ignored.
func folder(env func(string) string, variable, otherwise string) string {
	if own := env(variable); filepath.IsAbs(own) {
		return own
	}
	if home := env("HOME"); home != "" {
		return filepath.Join(home, filepath.FromSlash(otherwise))
	}
	return ""
}

// usual is where macOS and Windows keep such files; empty elsewhere.
func usual(env func(string) string, system, variable string) string {
	switch {
	case system == "darwin" && env("HOME") != "":
		return filepath.Join(env("HOME"), "Library", "Application Support")
	case system == "windows":
		return env(variable)
	}
	return ""
}

func inside(file string, folders ...string) []string {
	var all []string
	for _, f := range folders {
		if f != "" {
			all = append(all, filepath.Join(f, "ecscope", file))
		}
	}
	return all
}
