import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type {
  Assertion,
  Attestation,
  CreationOptions,
  RequestOptions,
} from '../../../contract/api/webauthn.ts'

/** What a page, a browser or an authenticator could get wrong, or lie about. */
export type Lies = {
  origin?: string
  rpId?: string
  challenge?: string
  type?: string
  crossOrigin?: boolean
  /** False: nobody checked who touched it. */
  verified?: boolean
  signCount?: number
  userHandle?: string | null
  /** Signs something else than what is sent. */
  forged?: boolean
  /** As `fmt` and `attStmt` of the attestation. */
  attestation?: { fmt: string; statement: Map<string | number, Cbor> }
}

/** Where the browser is. */
type Page = { origin: string }

type Credential = { id: Buffer; key: ReturnType<typeof newKey>; handle: string; signCount: number }

/**
 * An authenticator with the browser around it, in software: makes ES256 credentials and signs with them as W3C Web
 * Authentication Level 3, section 6, says. `counting: false` is one that always counts 0, as synced passkeys do.
 */
export function softwareAuthenticator(page: Page, { counting = true } = {}) {
  const credentials: Credential[] = []

  function create(options: CreationOptions, lies: Lies = {}): Attestation {
    const credential = { id: randomBytes(32), key: newKey(), handle: options.user.id, signCount: 0 }
    credentials.push(credential)
    return attest(page, credential, options, lies)
  }

  /** Offers the newest credential once more, as no honest authenticator does. */
  function recreate(options: CreationOptions): Attestation {
    const credential = credentials.at(-1)
    if (!credential) throw new Error('this authenticator has no credential')
    return attest(page, credential, options, {})
  }

  /** Answers with the newest credential, or with the newest of those that are asked for. */
  function get(options: RequestOptions, lies: Lies = {}): Assertion {
    const asked = options.allowCredentials.map(({ id }) => id)
    const credential = credentials.findLast(
      ({ id }) => asked.length === 0 || asked.includes(id.toString('base64url')),
    )
    if (!credential) throw new Error('this authenticator has no such credential')
    credential.signCount = lies.signCount ?? credential.signCount + (counting ? 1 : 0)
    return answer(page, credential, options, lies)
  }

  /** Answers with the newest credential although it was not asked for. */
  function getAnyway(options: RequestOptions, lies: Lies = {}): Assertion {
    return get({ ...options, allowCredentials: [] }, lies)
  }

  return { create, recreate, get, getAnyway, credentials }
}

function attest(page: Page, credential: Credential, options: CreationOptions, lies: Lies): Attestation {
  const clientDataJSON = clientData(page, { type: 'webauthn.create', challenge: options.challenge, ...lies })
  const authData = Buffer.concat([
    authenticatorData(options.rp.id, { ...lies, signCount: lies.signCount ?? 0, attested: true }),
    Buffer.alloc(16),
    Buffer.from([credential.id.length >> 8, credential.id.length & 255]),
    credential.id,
    coseKey(credential.key),
  ])
  const { fmt, statement } = lies.attestation ?? {
    fmt: 'none',
    statement: new Map<string | number, Cbor>(),
  }
  const attestationObject = encode(
    new Map<string | number, Cbor>([
      ['fmt', fmt],
      ['attStmt', statement],
      ['authData', new Uint8Array(authData)],
    ]),
  )
  const id = credential.id.toString('base64url')
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: clientDataJSON.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    },
    clientExtensionResults: {},
  }
}

function answer(page: Page, credential: Credential, options: RequestOptions, lies: Lies): Assertion {
  const clientDataJSON = clientData(page, { type: 'webauthn.get', challenge: options.challenge, ...lies })
  const data = authenticatorData(options.rpId, {
    ...lies,
    signCount: credential.signCount,
    attested: false,
  })
  const hash = createHash('sha256').update(clientDataJSON).digest()
  const signed = Buffer.concat([data, lies.forged === true ? randomBytes(32) : hash])
  const id = credential.id.toString('base64url')
  const userHandle = lies.userHandle === undefined ? credential.handle : lies.userHandle
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: clientDataJSON.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, credential.key.privateKey).toString('base64url'),
      ...(userHandle === null ? {} : { userHandle }),
    },
    clientExtensionResults: {},
  }
}

function clientData(page: Page, { type, challenge, origin, crossOrigin = false }: Lies): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin: origin ?? page.origin, crossOrigin }))
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/** Section 6.1: hash of the relying party, flags, counter. */
function authenticatorData(
  rpId: string,
  facts: Pick<Lies, 'rpId' | 'verified'> & { signCount: number; attested: boolean },
): Buffer {
  const flags = 0x01 | (facts.verified === false ? 0 : 0x04) | (facts.attested ? 0x40 : 0)
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(facts.signCount)
  const hash = createHash('sha256')
    .update(facts.rpId ?? rpId)
    .digest()
  return Buffer.concat([hash, Buffer.from([flags]), counter])
}

/** RFC 9053, 7.1.1: an ES256 key as kty, alg, crv, x, y. */
function coseKey(key: ReturnType<typeof newKey>): Buffer {
  const { x = '', y = '' } = key.publicKey.export({ format: 'jwk' })
  const coordinate = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
  return encode(
    new Map<string | number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, coordinate(x)],
      [-3, coordinate(y)],
    ]),
  )
}

type Cbor = Parameters<typeof isoCBOR.encode>[0]

function encode(value: Map<string | number, Cbor>): Buffer {
  return Buffer.from(isoCBOR.encode(value))
}
