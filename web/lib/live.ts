import { useSyncExternalStore } from 'react'
import type { Socket } from 'socket.io-client'
import type { ClientMessages, LiveEvent, ServerMessages } from '../../contract/realtime.ts'
import { queryClient } from './queries.ts'

/** `off`: not signed in; `live`: what happens is seen at once; `away`: connecting again. */
export type LiveState = 'off' | 'connecting' | 'live' | 'away'

type LiveSocket = Socket<ServerMessages, ClientMessages>

let state: LiveState = 'off'
let position: string | undefined
let end: (() => void) | undefined
const watchers = new Set<() => void>()

/** A server that refuses (too many connections, about to stop) is asked again after this; Socket.IO itself gives up. */
const refusedPauseMs = 5_000

function become(next: LiveState): void {
  state = next
  for (const watcher of watchers) watcher()
}

/**
 * Connects the signed-in customer to their events and returns what ends it. Transport only: an event says that
 * something changed, and the queries about it are asked again. After a pause everything after the last position
 * comes, so nothing is missed.
 */
export function startLive(): () => void {
  if (end) return stopLive
  const connection: Connection = { ended: false, socket: undefined }
  end = () => {
    connection.ended = true
    connection.socket?.disconnect()
  }
  become('connecting')
  void connect(connection)
  return stopLive
}

type Connection = { ended: boolean; socket: LiveSocket | undefined }

async function connect(connection: Connection): Promise<void> {
  const client = await import('socket.io-client').catch(() => undefined)
  if (connection.ended) return
  // Without a network not even the client can be loaded; it is tried again when the app is opened again.
  if (!client) return become('away')
  connection.socket = client.io({
    transports: ['websocket'],
    auth: answer => answer(position === undefined ? {} : { position }),
  })
  listen(connection.socket, () => connection.ended)
}

function listen(socket: LiveSocket, hasEnded: () => boolean): void {
  socket.on('hello', message => {
    // Without a position nobody can say what was missed, so everything on the screen is asked again.
    if (position === undefined) refreshAll()
    position ??= message.position
    become('live')
  })
  socket.on('events', message => {
    position = message.position
    refresh(message.events)
  })
  socket.on('reset', message => {
    position = message.position
    refreshAll()
  })
  socket.on('signed_out', () => {
    stopLive()
    void queryClient.invalidateQueries({ queryKey: ['me'] })
  })
  socket.on('disconnect', () => {
    if (hasEnded()) return
    become('away')
    // After a disconnection by the server Socket.IO waits for us to connect again.
    if (!socket.active) connectLater(socket, hasEnded)
  })
  socket.on('connect_error', error => {
    if (hasEnded()) return
    become('away')
    if (socket.active) return
    if (error.message === 'not_signed_in') stopLive()
    else connectLater(socket, hasEnded)
  })
}

function connectLater(socket: LiveSocket, hasEnded: () => boolean): void {
  setTimeout(() => {
    if (!hasEnded()) socket.connect()
  }, refusedPauseMs)
}

/** At sign-out, and when the app is left: the next customer on this device begins anew. */
export function stopLive(): void {
  end?.()
  end = undefined
  position = undefined
  become('off')
}

function refreshAll(): void {
  void queryClient.invalidateQueries({ predicate: query => query.queryKey[0] !== 'meta' })
}

/** Money moved or something about it changed: balances, history, limits and the object itself are read anew. */
function refresh(events: readonly LiveEvent[]): void {
  if (events.length === 0) return
  for (const key of [
    'wallet',
    'transactions',
    'transaction',
    'limits',
    'waiting',
    'notifications',
    'security',
    'sessions',
  ])
    void queryClient.invalidateQueries({ queryKey: [key] })
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
