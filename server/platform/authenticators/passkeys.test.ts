import { afterEach, describe, expect, test, vi } from 'vitest'
import { creationOptionsSchema, requestOptionsSchema } from '../../../contract/api/webauthn.ts'
import { softwareAuthenticator, type Lies } from './authenticator.fixture.ts'
import {
  challengeOf,
  creationOptions,
  newPasskeyChallenge,
  relyingPartyOf,
  requestOptions,
  verifyAssertion,
  verifyAttestation,
} from './passkeys.ts'

const publicUrl = 'https://pay.example'
const party = relyingPartyOf({ publicUrl, edition: 'live', name: 'OKPay' })
const user = { handle: Buffer.alloc(16, 9), name: 'li@mail.example', displayName: 'Li Ming' }
const timeoutMs = 300_000

async function made(lies: Lies = {}) {
  const authenticator = softwareAuthenticator({ origin: publicUrl })
  const challenge = newPasskeyChallenge()
  const options = creationOptions(party, { challenge, user, known: [], timeoutMs })
  const attestation = authenticator.create(options, lies)
  return { authenticator, attestation, result: await verifyAttestation(party, { attestation, challenge }) }
}

async function passkey() {
  const { authenticator, result } = await made()
  if (!result.verified) throw new Error(result.why)
  return { authenticator, passkey: result.facts }
}

async function shown(lies: Lies = {}) {
  const { authenticator, passkey: kept } = await passkey()
  const challenge = newPasskeyChallenge()
  const assertion = authenticator.get(requestOptions(party, { challenge, known: [], timeoutMs }), lies)
  return await verifyAssertion(party, { assertion, challenge, passkey: kept })
}

describe('making a passkey', () => {
  test('is asked for as the contract says: discoverable, with the person verified, without attestation', () => {
    const known = [{ credentialId: Buffer.from('one'), transports: ['usb'] }]
    const options = creationOptions(party, { challenge: newPasskeyChallenge(), user, known, timeoutMs })
    expect(creationOptionsSchema.parse(options)).toMatchObject({
      rp: { id: 'pay.example', name: 'OKPay' },
      user: { id: user.handle.toString('base64url') },
      excludeCredentials: [{ id: 'b25l', type: 'public-key', transports: ['usb'] }],
    })
  })

  test('gives id and key of the credential', async () => {
    const { authenticator, passkey: kept } = await passkey()
    expect(kept).toMatchObject({
      credentialId: authenticator.credentials[0]?.id,
      signCount: 0n,
      transports: ['internal'],
      backupEligible: false,
      backedUp: false,
    })
  })

  test.each([
    ['for another site', { origin: 'https://pay.example.evil.example' }],
    ['for another scheme', { origin: 'http://pay.example' }],
    ['for another port', { origin: 'https://pay.example:8443' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['in a frame of another site', { crossOrigin: true }],
    ['without looking who touches it', { verified: false }],
    ['as an answer to a sign-in', { type: 'webauthn.get' }],
    ['for another challenge', { challenge: newPasskeyChallenge().toString('base64url') }],
  ] satisfies [string, Lies][])('%s is refused', async (_, lies) => {
    expect((await made(lies)).result.verified).toBe(false)
  })

  describe('with a certificate', () => {
    afterEach(() => vi.unstubAllGlobals())

    test('is refused before anything in it is looked at', async () => {
      const asked = vi.fn(() => Promise.reject(new Error('the certificate was followed')))
      vi.stubGlobal('fetch', asked)
      const statement = new Map<string, Uint8Array | number | Uint8Array[]>([
        ['alg', -7],
        ['sig', new Uint8Array(70)],
        ['x5c', [new Uint8Array(600)]],
      ])
      for (const fmt of ['packed', 'fido-u2f', 'tpm', 'android-key', 'apple']) {
        const { result } = await made({ attestation: { fmt, statement } })
        expect(result).toEqual({ verified: false, why: 'an attestation with a certificate' })
      }
      expect(asked).not.toHaveBeenCalled()
    })
  })

  test('under an id that was not attested is refused', async () => {
    const authenticator = softwareAuthenticator({ origin: publicUrl })
    const challenge = newPasskeyChallenge()
    const options = creationOptions(party, { challenge, user, known: [], timeoutMs })
    const attestation = authenticator.create(options)
    const other = { ...attestation, id: 'YW5vdGhlcg', rawId: 'YW5vdGhlcg' }
    expect(await verifyAttestation(party, { attestation: other, challenge })).toMatchObject({
      verified: false,
    })
  })

  test('of garbage is refused, not broken', async () => {
    const { attestation } = await made()
    for (const attestationObject of ['AA', 'oA', 'gA', '_____w'])
      expect(
        await verifyAttestation(party, {
          attestation: { ...attestation, response: { ...attestation.response, attestationObject } },
          challenge: newPasskeyChallenge(),
        }),
      ).toMatchObject({ verified: false })
  })
})

describe('showing a passkey', () => {
  test('is asked for as the contract says', () => {
    const options = requestOptions(party, { challenge: newPasskeyChallenge(), known: [], timeoutMs })
    expect(requestOptionsSchema.parse(options)).toMatchObject({
      rpId: 'pay.example',
      allowCredentials: [],
      userVerification: 'required',
    })
  })

  test('tells what the authenticator has counted', async () => {
    expect(await shown()).toEqual({ verified: true, facts: { signCount: 1n, backedUp: false } })
    expect(await shown({ signCount: 4_294_967_295 })).toMatchObject({ facts: { signCount: 4_294_967_295n } })
  })

  test.each([
    ['on another site', { origin: 'https://evil.example' }],
    ['on a page of a subdomain', { origin: 'https://blog.pay.example' }],
    ['to another relying party', { rpId: 'evil.example' }],
    ['in a frame of another site', { crossOrigin: true }],
    ['without looking who touches it', { verified: false }],
    ['as if it were being made', { type: 'webauthn.create' }],
    ['for another challenge', { challenge: newPasskeyChallenge().toString('base64url') }],
    ['with a signature over something else', { forged: true }],
  ] satisfies [string, Lies][])('%s is refused', async (_, lies) => {
    expect((await shown(lies)).verified).toBe(false)
  })

  test('of somebody else is refused: the signature is of another key', async () => {
    const mine = await passkey()
    const theirs = await passkey()
    const challenge = newPasskeyChallenge()
    const assertion = theirs.authenticator.get(requestOptions(party, { challenge, known: [], timeoutMs }))
    const result = await verifyAssertion(party, { assertion, challenge, passkey: mine.passkey })
    expect(result).toEqual({ verified: false, why: 'the signature is not of this credential' })
  })
})

test('an answer names the challenge it is for, or none that could be ours', async () => {
  const challenge = newPasskeyChallenge()
  const { authenticator } = await passkey()
  const options = requestOptions(party, { challenge, known: [], timeoutMs })
  expect(challengeOf(authenticator.get(options))).toEqual(challenge)
  expect(challengeOf(authenticator.get(options, { challenge: 'short' }))).toBeUndefined()
  const assertion = authenticator.get(options)
  for (const text of ['', 'null', '[]', '{"challenge":1}', '{"challenge"'])
    expect(
      challengeOf({
        ...assertion,
        response: { ...assertion.response, clientDataJSON: Buffer.from(text).toString('base64url') },
      }),
    ).toBeUndefined()
})

describe('who asks', () => {
  const origins = (url: string, edition: 'test' | 'live', ...asked: string[]) => {
    const { id, isOwnOrigin } = relyingPartyOf({ publicUrl: url, edition, name: 'OKPay' })
    return { id, own: asked.filter(isOwnOrigin) }
  }

  test('is the host of the public URL, on exactly its origin', () => {
    expect(
      origins(
        'https://pay.example',
        'live',
        'https://pay.example',
        'https://pay.example:444',
        'http://pay.example',
        'https://a.pay.example',
        'http://localhost:3000',
      ),
    ).toEqual({ id: 'pay.example', own: ['https://pay.example'] })
    expect(
      origins('https://demo.example:8443', 'test', 'https://demo.example:8443', 'http://localhost'),
    ).toEqual({
      id: 'demo.example',
      own: ['https://demo.example:8443'],
    })
  })

  test('is localhost on any port where the test edition has no name of its own', () => {
    for (const url of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
      expect(
        origins(
          url,
          'test',
          'http://localhost:3000',
          'http://localhost:49152',
          'http://localhost.evil.example',
          'http://evil.example/http://localhost:3000',
          'https://localhost',
        ),
      ).toEqual({ id: 'localhost', own: ['http://localhost:3000', 'http://localhost:49152'] })
  })
})
