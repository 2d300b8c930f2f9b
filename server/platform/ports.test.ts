import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { otherPort, portTrouble } from './ports.ts'

test('what keeps a server from a port is told apart: another one, or an address the machine lacks', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  expect(await portTrouble(port)).toBe('taken')
  server.close()
  await once(server, 'close')
  expect(await portTrouble(port)).toBeUndefined()
  // TEST-NET-1 (RFC 5737): no machine has it.
  expect(await portTrouble(port, '192.0.2.1')).toBe('no_address')
})

test('the port that is advised instead can be used by everybody and exists', () => {
  expect([80, 443, 3000, 65_500].map(otherPort)).toEqual([3080, 3443, 3100, 65_400])
})
