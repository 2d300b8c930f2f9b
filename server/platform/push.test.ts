import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
  type ECDH,
} from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { Agent } from 'node:https'
import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { createPushSender, type PushMessage } from './push.ts'
import { deriveSecrets } from './secrets.ts'

const { pushKeys } = deriveSecrets('a master key for these tests only')

/** A browser: its own keys, and the endpoint its maker gave it. */
function browser() {
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  const auth = randomBytes(16)
  const target = {
    endpoint: 'https://push.example.com/send/1',
    keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
  }
  const read = (body: Buffer): unknown => JSON.parse(decrypted(body, keys, auth))
  return { target, read }
}

/** What a browser does with a message: RFC 8291 over RFC 8188. */
function decrypted(body: Buffer, keys: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16)
  const senderKey = body.subarray(21, 21 + body.readUInt8(20))
  const sealed = body.subarray(21 + senderKey.length)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), senderKey])
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(senderKey), auth, info, 32))
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${purpose}\0`, bytes))
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}

/** A push service that answers with this status; what it was given. */
async function pushService(status: number) {
  const given: { headers: IncomingHttpHeaders; body: Buffer }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      given.push({ headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  afterAll(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  // The line to the outside, without its encryption.
  const agent = Object.assign(new Agent(), { createConnection: () => connect(address.port, '127.0.0.1') })
  return { given, sender: createPushSender({ keys: pushKeys, subject: 'mailto:help@pay.example', agent }) }
}

function messageTo(target: PushMessage['target']): PushMessage {
  return { target, payload: { title: '您有新的登录' }, topic: 'n42', urgency: 'high', ttlSeconds: 60 }
}

test('a message is readable by its browser alone, signed by us, and replaces its like', async () => {
  const { given, sender } = await pushService(201)
  const { target, read } = browser()
  expect(await sender.sendPush(messageTo(target))).toBe('taken')
  const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = given
  expect(headers).toMatchObject({ ttl: '60', topic: 'n42', urgency: 'high', 'content-encoding': 'aes128gcm' })
  expect(body.toString()).not.toContain('登录')
  expect(read(body)).toEqual({ title: '您有新的登录' })
  expect(() => browser().read(body)).toThrow('unable to authenticate data')
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? '') ?? []
  expect(key).toBe(pushKeys.publicKey)
  expect(isSignedBy(token, pushKeys.publicKey)).toBe(true)
  expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
    aud: 'https://push.example.com',
    sub: 'mailto:help@pay.example',
  })
})

/** ES256 (RFC 7518, section 3.4). */
function isSignedBy(token: string, publicKey: string): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(part => part.toString('base64url'))
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' } })
  return verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
}

describe('what the push service answers', () => {
  test.each([404, 410, 403])('%d: the browser is gone', async status => {
    const { sender } = await pushService(status)
    expect(await sender.sendPush(messageTo(browser().target))).toBe('gone')
  })

  test.each([429, 500, 503])('%d: later', async status => {
    const { sender } = await pushService(status)
    await expect(sender.sendPush(messageTo(browser().target))).rejects.toThrow(String(status))
  })

  test('an endpoint on our own network is never asked, and is forgotten', async () => {
    const { given, sender } = await pushService(201)
    const { target } = browser()
    for (const endpoint of ['https://10.0.0.1/x', 'https://localhost/x', 'http://push.example.com/x'])
      expect(await sender.sendPush(messageTo({ ...target, endpoint }))).toBe('gone')
    expect(given).toEqual([])
  })
})

test('our key pair is the same for the same master key, and another for another', () => {
  expect(deriveSecrets('one').pushKeys).toEqual(deriveSecrets('one').pushKeys)
  expect(deriveSecrets('one').pushKeys).not.toEqual(deriveSecrets('two').pushKeys)
  for (const master of ['a', 'b', 'c', 'd'])
    expect(deriveSecrets(master).pushKeys).toMatchObject({
      publicKey: expect.stringMatching(/^[\w-]{87}$/),
      privateKey: expect.stringMatching(/^[\w-]{43}$/),
    })
})
