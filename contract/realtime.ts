/**
 * The live connection: Socket.IO over WebSocket at `/socket.io`, signed in by the same cookie or bearer token as
 * the API. It only says that something happened after a position in the log of events; what happened is read from
 * the API. Positions are opaque: keep the last one, give it back, never count with it.
 *
 * A client that has a position gives it with the handshake (`auth: { position }`), or sends `resume` right after
 * `hello`; it then gets everything it missed, in order, before anything newer. A client without one reads the API
 * when `hello` comes.
 */
export type LiveEvent = {
  position: string
  /** `object.state`, for example `transfer.completed`. */
  type: string
  /** Id of the object, for example `tr_01k…`. */
  subject: string
}

export type ServerMessages = {
  /** You are connected; the log stood here. */
  hello: (message: { position: string }) => void
  /** With these you know everything up to `position`. */
  events: (message: { position: string; events: LiveEvent[] }) => void
  /** Too much happened since the position you gave: read everything anew, and go on from here. */
  reset: (message: { position: string }) => void
  /** This server is about to stop; the connection ends and another server takes the next one. */
  going_away: () => void
  /** The session has ended; connecting again is of no use before signing in. */
  signed_out: () => void
}

export type ClientMessages = {
  resume: (message: { position: string }) => void
}

/** Messages of `connect_error`. */
export const connectRefusals = ['not_signed_in', 'too_many_connections', 'unavailable'] as const
export type ConnectRefusal = (typeof connectRefusals)[number]

/** More missed events than this are not sent one by one. */
export const maxMissedEvents = 500
