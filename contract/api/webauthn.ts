import { z } from 'zod'

/**
 * What a browser's authenticator and we say to each other, as JSON of the Web Authentication standard (W3C Web
 * Authentication Level 3, 5.1.8 to 5.1.10): the names are the standard's, so that `navigator.credentials` and every
 * library speak it without translation. Shared by customers and staff.
 */

/** Bytes as base64url without padding. Bounds keep a request from carrying megabytes nobody needs. */
const bytes = (maxBytes: number) =>
  z
    .string()
    .min(1)
    .max(Math.ceil((maxBytes * 4) / 3))
    .regex(/^[A-Za-z0-9_-]+$/)

/** Level 3, 4: a credential id has at most 1,023 bytes. */
const credentialId = bytes(1_023)

/** Kept only for forms' sake: nothing we decide depends on what a client says of its extensions. */
const extensionResults = z.record(z.string().max(64), z.unknown())

const attachment = z.enum(['platform', 'cross-platform'])

/** `RegistrationResponseJSON`: a new credential. */
export const attestationSchema = z
  .strictObject({
    id: credentialId,
    rawId: credentialId,
    type: z.literal('public-key'),
    response: z.strictObject({
      clientDataJSON: bytes(4_096),
      attestationObject: bytes(16_384),
      authenticatorData: bytes(16_384).optional(),
      transports: z.array(z.string().max(32)).max(10).optional(),
      publicKeyAlgorithm: z.int().optional(),
      publicKey: bytes(8_192).nullish(),
    }),
    authenticatorAttachment: attachment.nullish(),
    clientExtensionResults: extensionResults,
  })
  .meta({
    id: 'WebAuthnRegistrationResponse',
    description: 'RegistrationResponseJSON of W3C WebAuthn Level 3',
  })
export type Attestation = z.output<typeof attestationSchema>

/** `AuthenticationResponseJSON`: the proof that somebody holds a credential's private key. */
export const assertionSchema = z
  .strictObject({
    id: credentialId,
    rawId: credentialId,
    type: z.literal('public-key'),
    response: z.strictObject({
      clientDataJSON: bytes(4_096),
      authenticatorData: bytes(4_096),
      signature: bytes(8_192),
      // Level 3, 5.4.3: at most 64 bytes.
      userHandle: bytes(64).nullish(),
    }),
    authenticatorAttachment: attachment.nullish(),
    clientExtensionResults: extensionResults,
  })
  .meta({
    id: 'WebAuthnAuthenticationResponse',
    description: 'AuthenticationResponseJSON of W3C WebAuthn Level 3',
  })
export type Assertion = z.output<typeof assertionSchema>

const descriptor = z.strictObject({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()),
})

/** `PublicKeyCredentialCreationOptionsJSON`: what `navigator.credentials.create` is asked for. */
export const creationOptionsSchema = z
  .strictObject({
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int().meta({ description: 'Milliseconds until the challenge expires.' }),
    excludeCredentials: z.array(descriptor),
    authenticatorSelection: z.strictObject({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.literal('required'),
    }),
    attestation: z.literal('none'),
    extensions: z.strictObject({ credProps: z.literal(true) }),
  })
  .meta({
    id: 'WebAuthnCreationOptions',
    description: 'PublicKeyCredentialCreationOptionsJSON of W3C WebAuthn Level 3',
  })
export type CreationOptions = z.input<typeof creationOptionsSchema>

/** `PublicKeyCredentialRequestOptionsJSON`: what `navigator.credentials.get` is asked for. */
export const requestOptionsSchema = z
  .strictObject({
    rpId: z.string(),
    challenge: z.string(),
    timeout: z.int().meta({ description: 'Milliseconds until the challenge expires.' }),
    allowCredentials: z
      .array(descriptor)
      .meta({ description: 'Empty: whichever passkey for this site the person chooses.' }),
    userVerification: z.literal('required'),
  })
  .meta({
    id: 'WebAuthnRequestOptions',
    description: 'PublicKeyCredentialRequestOptionsJSON of W3C WebAuthn Level 3',
  })
export type RequestOptions = z.input<typeof requestOptionsSchema>
