import { io } from 'socket.io-client'
import { afterAll, expect, test, vi } from 'vitest'
import { makeSession } from '../../../../test/factories/customers.ts'
import { startTestApp } from '../../../../test/factories/app.ts'

/** The whole program, its hub and its sessions: what a customer ends is cut off, not only refused at the next request. */
const world = await startTestApp()
const address = await world.app.http.listen({ host: '127.0.0.1', port: 0 })
const opened: { disconnect(): unknown }[] = []
afterAll(() => {
  for (const socket of opened) socket.disconnect()
})

/** A live connection under that session, once the server has said hello. */
async function connected(token: string) {
  const socket = io(address, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { authorization: `Bearer ${token}` },
  })
  opened.push(socket)
  const heard: string[] = []
  socket.on('signed_out', () => heard.push('signed_out'))
  socket.on('disconnect', () => heard.push('disconnect'))
  await new Promise(resolve => socket.once('hello', resolve))
  return { socket, heard }
}

test.each([
  ['“this was not me”', '/v1/security/not_me', { about: 'session.new_device' }],
  ['signing out everywhere else', '/v1/sessions/end_others', undefined],
])('%s closes the sockets of every other session within five seconds', async (_, path, body) => {
  const who = await world.person()
  const { db, slices } = world.app
  const other = await makeSession({ db, clock: { now: () => new Date() }, identity: slices.identity }, who)
  const [mine, theirs] = [await connected(who.token), await connected(other.token)]
  const answer = await world.call('POST', path, { token: who.token, body, key: null })
  expect(answer.status).toBe(200)
  await vi.waitFor(() => expect(theirs.heard).toEqual(['signed_out', 'disconnect']), { timeout: 5_000 })
  expect(mine.heard).toEqual([])
  expect(mine.socket.connected).toBe(true)
})
