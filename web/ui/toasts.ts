/** A short word about something that has happened; never the only place where an error is said. */
type Toast = {
  id: number
  text: string
  /** Stays until it is answered or taken away. */
  lasting?: boolean
  action?: { label: string; run: () => void }
}

let toasts: readonly Toast[] = []
let lastId = 0
const watchers = new Set<() => void>()

function replace(next: readonly Toast[]): void {
  toasts = next
  for (const watcher of watchers) watcher()
}

export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  replace([...toasts.filter(other => other.text !== toast.text).slice(-2), { ...toast, id: lastId }])
}

export function dropToast(id: number): void {
  replace(toasts.filter(toast => toast.id !== id))
}

export const currentToasts = (): readonly Toast[] => toasts

export function onToasts(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}
