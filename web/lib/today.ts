import { useSyncExternalStore } from 'react'
import { localDay } from './format.ts'

const checkMs = 30_000

/** The reader's calendar day; a page left open over midnight moves on by itself. */
export function useToday(): string {
  return useSyncExternalStore(everyHalfMinute, () => localDay(new Date()))
}

function everyHalfMinute(watcher: () => void): () => void {
  const timer = setInterval(watcher, checkMs)
  return () => clearInterval(timer)
}
