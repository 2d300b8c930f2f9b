import { useEffect, useRef } from 'react'

/** Calls `onPress` on `/`, and on Ctrl-K or ⌘K also while somebody types; never over an open dialog. */
export function useSearchKey(onPress: () => void): void {
  const press = useRef(onPress)
  useEffect(() => {
    press.current = onPress
  })
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null
      const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey
      const chord = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      if (!slash && !chord) return
      event.preventDefault()
      press.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
