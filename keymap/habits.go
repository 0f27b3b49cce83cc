package keymap

import (
	"regexp"
	"slices"
	"strings"
)

// Habit is a key that hands press which know k9s, and that does nothing on some screens here: on which kinds, and what to press
// instead. {tables.copy} stands for the key of that entry. With names an entry without which the screen has no use for the hint.
type Habit struct {
	Keys    string
	On      []string
	With    string
	Instead string
}

// Habits are all of them: what k9s calls all namespaces, aliases, delete and kill, save, wide, the history, and its keys that sort.
func Habits() []Habit {
	list, text, log := []string{"list"}, []string{"text"}, []string{"log"}
	all := []string{"list", "text", "log"}
	return []Habit{
		{"0", list, "", "{everywhere.palette}services lists the services of all clusters"},
		{"1 2 3 4 5 6 7 8 9", list, "", "{everywhere.palette}services and a cluster lists its services"},
		{"c", list, "tables.copy", "{tables.copy} copies the id, {tables.copy_as} something else"},
		{"c", text, "", "{text.copy} copies all of it"},
		{"o", list, "", "{everywhere.palette}instances and a cluster lists its instances"},
		{"[ ]", all, "", "{everywhere.last} goes to the view before"},
		{"ctrl+a", all, "", "{everywhere.help} lists the keys, {everywhere.palette} finds all else by its name"},
		{"ctrl+b", all, "", "{moving.page_up} goes up a page"},
		{"ctrl+k", list, "changes.stop", "{changes.stop} stops it"},
		{"ctrl+k", list, "", "{changes.stop} stops a task, where tasks are listed"},
		{"ctrl+l", list, "changes.rollback", "{changes.rollback} rolls back"},
		{"ctrl+s", list, "tables.copy_as", "{tables.copy_as} copies, and of marked rows all"},
		{"ctrl+s", text, "", "{text.copy} copies all of it"},
		{"ctrl+s", log, "", "{logs.save} saves to a file"},
		{"ctrl+w", list, "tables.wide", "{tables.wide} shows more columns"},
		{"ctrl+w", text, "", "{text.wrap} wraps lines, or cuts them"},
		{"ctrl+w", log, "", "{logs.wrap} wraps lines, or cuts them"},
		{"ctrl+space ctrl+@", list, "tables.mark", "{tables.mark} marks, {everywhere.back} clears the marks"},
		{"A B C D E F I J K M N O P Q R S U V W X Z", list, "tables.sort_next", "{tables.sort_next} and {tables.sort_last} sort by another column"},
	}
}

// Instead is what to press for a key that does nothing on a screen of a kind, where k9s has it; empty where that is not known. Has
// says what the screen answers to.
func Instead(m Map, k, on string, has func(Entry) bool) string {
	entries := Entries(m)
	known := func(id string) (Entry, bool) {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id })
		if i < 0 {
			return Entry{}, false
		}
		return entries[i], true
	}
	for _, h := range Habits() {
		if !slices.Contains(strings.Fields(h.Keys), k) || !slices.Contains(h.On, on) {
			continue
		}
		if e, ok := known(h.With); h.With != "" && (!ok || !has(e)) {
			continue
		}
		return regexp.MustCompile(`\{[a-z_.]+\}\w?`).ReplaceAllStringFunc(h.Instead, func(found string) string {
			id, rest, _ := strings.Cut(found[1:], "}")
			e, _ := known(id)
			label := e.Help().Key
			if rest == "" || len(label) == 1 {
				return label + rest
			}
			return label + " " + rest // a word is typed after a key that has a name
		})
	}
	return ""
}

// Elsewhere is what a key does on other screens of a kind; empty where it does nothing there either.
func Elsewhere(m Map, k, on string) string {
	for _, e := range Entries(m) {
		if slices.Contains(e.Keys(), k) && slices.Contains(e.On, on) {
			return e.Help().Desc
		}
	}
	return ""
}
