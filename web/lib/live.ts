import { useSyncExternalStore } from 'react'
import type { LiveEvent } from '../../contract/realtime.ts'
import { queryClient } from './queries.ts'

/** `off`: not signed in; `live`: what happens is seen at once; `away`: connecting again. */
export type LiveState = 'off' | 'connecting' | 'live' | 'away'

let state: LiveState = 'off'
const watchers = new Set<() => void>()
let position: string | undefined
let stop: (() => void) | undefined

function become(next: LiveState): void {
  state = next
  for (const watcher of watchers) watcher()
}

/**
 * Connects the signed-in customer to their events. Transport only: an event says that something changed, and the
 * queries about it are asked again. After a pause everything after the last position comes, so nothing is missed.
 */
export function startLive(): void {
  if (stop) return
  let stopped = false
  stop = () => {
    stopped = true
  }
  become('connecting')
  void import('socket.io-client').then(({ io }) => {
    if (stopped) return
    const socket = io({
      transports: ['websocket'],
      auth: answer => answer(position === undefined ? {} : { position }),
    })
    socket.on('hello', (message: { position: string }) => {
      if (position === undefined) refreshAll()
      position ??= message.position
      become('live')
    })
    socket.on('events', (message: { position: string; events: LiveEvent[] }) => {
      position = message.position
      refresh(message.events)
    })
    socket.on('reset', (message: { position: string }) => {
      position = message.position
      refreshAll()
    })
    socket.on('disconnect', () => become('away'))
    socket.on('connect_error', () => become('away'))
    socket.on('signed_out', () => {
      stopLive()
      void queryClient.invalidateQueries({ queryKey: ['me'] })
    })
    stop = () => {
      socket.disconnect()
      become('off')
    }
  })
}

export function stopLive(): void {
  stop?.()
  stop = undefined
  position = undefined
}

function refreshAll(): void {
  void queryClient.invalidateQueries({ predicate: query => query.queryKey[0] !== 'meta' })
}

/** Money moved or something about it changed: balances, history, limits and the object itself are read anew. */
function refresh(events: readonly LiveEvent[]): void {
  if (events.length === 0) return
  for (const key of ['wallet', 'transactions', 'transaction', 'limits']) void queryClient.invalidateQueries({ queryKey: [key] })
  for (const { subject } of events) void queryClient.invalidateQueries({ queryKey: ['object', subject] })
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => state,
  )
}
