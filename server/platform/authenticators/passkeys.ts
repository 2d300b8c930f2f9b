import { isIP } from 'node:net'
import { randomBytes } from 'node:crypto'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { z } from 'zod'
import type {
  Assertion,
  Attestation,
  CreationOptions,
  RequestOptions,
} from '../../../contract/api/webauthn.ts'

/**
 * Passkeys: the ceremonies of W3C Web Authentication Level 3, with the checks of sections 7.1 and 7.2, which
 * SimpleWebAuthn does. No tables and no people: customers and staff keep credentials and challenges in their own
 * tables, and consume a challenge by one conditional UPDATE before they ask here.
 *
 * Every ceremony demands user verification (a PIN, a finger, a face), so that a passkey is two factors by itself
 * and may be the only step, and a discoverable credential, so that nobody has to type who they are.
 */

/** Who asks authenticators: an id that browsers match with the page's host, and the page's own origins. */
export type RelyingParty = { id: string; name: string; isOwnOrigin: (origin: string) => boolean }

/**
 * The relying party of a public URL. In the test edition an address without a name of its own is `localhost`, on
 * whichever port: browsers allow passkeys there without https, never on an IP address.
 */
export function relyingPartyOf(options: {
  publicUrl: string
  edition: 'test' | 'live'
  name: string
}): RelyingParty {
  const { origin, hostname } = new URL(options.publicUrl)
  const { name } = options
  const nameless = hostname === 'localhost' || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0
  if (options.edition === 'live' || !nameless)
    return { id: hostname, name, isOwnOrigin: asked => asked === origin }
  return { id: 'localhost', name, isOwnOrigin: asked => /^http:\/\/localhost(:[0-9]{1,5})?$/.test(asked) }
}

/** What is kept of a credential. */
export type StoredPasskey = {
  credentialId: Buffer
  /** COSE_Key (RFC 9052). */
  publicKey: Buffer
}

export type NewPasskey = StoredPasskey & {
  /** Uses so far, as the authenticator counts; always 0 where it does not count. */
  signCount: bigint
  transports: string[]
  /** Which make of authenticator, all zeros where it does not say. */
  aaguid: string
  /** Whether it may be copied to the person's other devices, and whether it is. */
  backupEligible: boolean
  backedUp: boolean
}

/** 256 bits: more than the 128 that section 13.4.3 asks for. */
export function newPasskeyChallenge(): Buffer {
  return randomBytes(32)
}

/** EdDSA, ES256, RS256 (RFC 9053): what authenticators in people's hands offer, the best first. */
const algorithms = [-8, -7, -257]

type Known = { credentialId: Buffer; transports: readonly string[] }

/** For `navigator.credentials.create`. `handle` stands for the person and must not tell who it is (5.4.3). */
export function creationOptions(
  party: RelyingParty,
  asked: {
    challenge: Buffer
    user: { handle: Buffer; name: string; displayName: string }
    /** Credentials the person has, so that one authenticator is not registered twice. */
    known: readonly Known[]
    timeoutMs: number
  },
): CreationOptions {
  const { handle, name, displayName } = asked.user
  return {
    rp: { id: party.id, name: party.name },
    user: { id: handle.toString('base64url'), name, displayName },
    challenge: asked.challenge.toString('base64url'),
    pubKeyCredParams: algorithms.map(alg => ({ type: 'public-key', alg })),
    timeout: asked.timeoutMs,
    excludeCredentials: asked.known.map(descriptor),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    // Which make somebody uses is none of our business, and asking makes browsers warn.
    attestation: 'none',
    extensions: { credProps: true },
  }
}

/** For `navigator.credentials.get`. Without `known` credentials the person chooses among all they have here. */
export function requestOptions(
  party: RelyingParty,
  asked: { challenge: Buffer; known: readonly Known[]; timeoutMs: number },
): RequestOptions {
  return {
    rpId: party.id,
    challenge: asked.challenge.toString('base64url'),
    timeout: asked.timeoutMs,
    allowCredentials: asked.known.map(descriptor),
    userVerification: 'required',
  }
}

function descriptor({ credentialId, transports }: Known): RequestOptions['allowCredentials'][number] {
  return { id: credentialId.toString('base64url'), type: 'public-key', transports: [...transports] }
}

/** CollectedClientData (5.8.1), as far as it decides anything. */
const clientDataSchema = z.object({
  challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
})

type ClientData = z.output<typeof clientDataSchema>

function readClientData(response: { clientDataJSON: string }): ClientData | undefined {
  try {
    const text = Buffer.from(response.clientDataJSON, 'base64url').toString('utf8')
    return clientDataSchema.safeParse(JSON.parse(text)).data
  } catch (error) {
    // Not JSON: what a browser signs always is.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The challenge an answer claims to be for, to find and consume it by; undefined when it names none of ours. */
export function challengeOf({ response }: Assertion | Attestation): Buffer | undefined {
  const data = readClientData(response)
  return data && Buffer.from(data.challenge, 'base64url')
}

/** `why` is for the log: the person is told only that it did not work. */
export type Verified<Facts> = { verified: true; facts: Facts } | { verified: false; why: string }

/**
 * Checks a new credential against the challenge it was made for. Only attestations without certificates are
 * looked at: we ask for none, and checking one would fetch addresses that stand in it.
 */
export async function verifyAttestation(
  party: RelyingParty,
  { attestation, challenge }: { attestation: Attestation; challenge: Buffer },
): Promise<Verified<NewPasskey>> {
  const data = readClientData(attestation.response)
  const refusal = refusalOf(party, data)
  if (!data || refusal) return { verified: false, why: refusal ?? 'no client data' }
  const { clientDataJSON, attestationObject, transports = [] } = attestation.response
  return await checked(async () => {
    refuseCertificates(attestationObject)
    const result = await verifyRegistrationResponse({
      response: {
        id: attestation.id,
        rawId: attestation.rawId,
        type: attestation.type,
        response: { clientDataJSON, attestationObject, transports },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: data.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (!result.verified) throw new Error('the attestation is not genuine')
    const { credential, aaguid, credentialDeviceType, credentialBackedUp } = result.registrationInfo
    if (credential.id !== attestation.id) throw new Error('the id is not the one that was attested')
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      signCount: BigInt(credential.counter),
      transports,
      aaguid,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    }
  })
}

/**
 * Checks the signature of a credential over the challenge. `signCount` is what the authenticator counted: the
 * caller stores it by a conditional UPDATE that refuses one that did not grow, unless both are 0 (7.2, step 22): only
 * a statement that looks and writes at once notices two copies used at the same time.
 */
export async function verifyAssertion(
  party: RelyingParty,
  { assertion, challenge, passkey }: { assertion: Assertion; challenge: Buffer; passkey: StoredPasskey },
): Promise<Verified<{ signCount: bigint; backedUp: boolean }>> {
  const data = readClientData(assertion.response)
  const refusal = refusalOf(party, data)
  if (!data || refusal) return { verified: false, why: refusal ?? 'no client data' }
  const { clientDataJSON, authenticatorData, signature } = assertion.response
  return await checked(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: assertion.id,
        rawId: assertion.rawId,
        type: assertion.type,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: data.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId.toString('base64url'),
        publicKey: new Uint8Array(passkey.publicKey),
        counter: 0,
      },
    })
    if (!verified) throw new Error('the signature is not of this credential')
    const { newCounter, credentialBackedUp } = authenticationInfo
    return { signCount: BigInt(newCounter), backedUp: credentialBackedUp }
  })
}

function refusalOf(party: RelyingParty, data: ClientData | undefined): string | undefined {
  if (!data) return 'the client data cannot be read'
  if (!party.isOwnOrigin(data.origin)) return `made for the origin ${JSON.stringify(data.origin)}`
  // Our pages are never framed; SimpleWebAuthn lets this pass where the browser does not name the outer page.
  return data.crossOrigin === true ? 'made inside a frame of another site' : undefined
}

/** 8.2: a self attestation is of the format "packed" without a certificate; some authenticators send it unasked. */
function refuseCertificates(attestationObject: string): void {
  const object = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')))
  const format = object.get('fmt')
  if (format === 'none') return
  if (format !== 'packed' || object.get('attStmt').get('x5c') !== undefined)
    throw new Error('an attestation with a certificate')
}

/** The library says by throwing what is wrong with an answer. It does no input or output that could fail else. */
async function checked<Facts>(check: () => Promise<Facts>): Promise<Verified<Facts>> {
  try {
    return { verified: true, facts: await check() }
  } catch (error) {
    return { verified: false, why: error instanceof Error ? error.message : 'refused' }
  }
}
