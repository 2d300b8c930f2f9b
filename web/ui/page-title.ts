import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

let spoken = ''
let last = ''
const watchers = new Set<() => void>()

/**
 * What tabs, the browser's history and screen readers call this page (WCAG 2.4.2): the text of its heading. Going to
 * another page of the app is no navigation to the browser, so the name is also kept to be read out.
 */
export function usePageTitle(title: string): void {
  const { t } = useTranslation()
  const whole = t('ui.pageTitle', { title })
  useEffect(() => {
    document.title = whole
    // The first page is read out by the browser itself.
    if (last !== '' && last !== whole) {
      spoken = title
      for (const watcher of watchers) watcher()
    }
    last = whole
  }, [title, whole])
}

/** The name of the page one has just gone to, for the live region of the root. */
export const spokenPageTitle = (): string => spoken

export function onPageTitle(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}
