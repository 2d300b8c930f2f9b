import type { Answer, Input } from './api.ts'

/**
 * The browser's side of passkeys. The library arrives only with the first question, because most pages never ask one.
 */

type CreationOptions = Answer<'beginPasskey'>['options']
type RequestOptions = Answer<'beginPasskeySignIn'>['options']
export type Attestation = Input<'addPasskey'>['body']['attestation']
export type Assertion = Input<'signInWithPasskey'>['body']['assertion']

/**
 * Why there is no answer. `closed`: the person closed the question, waited too long, or has no passkey that fits;
 * browsers do not tell these apart, so that no page can find out. `known`: this authenticator has one already.
 * `unfit`: the authenticator cannot check who uses it, or cannot keep passkeys. `replaced`: another question was
 * asked instead, which is nobody's problem.
 */
export type PasskeyTrouble = 'closed' | 'known' | 'unfit' | 'replaced' | 'broken'

export class PasskeyError extends Error {
  readonly trouble: PasskeyTrouble

  constructor(trouble: PasskeyTrouble, cause: unknown) {
    super(`passkey: ${trouble}`, { cause })
    this.name = 'PasskeyError'
    this.trouble = trouble
  }
}

export function troubleOf(error: unknown): PasskeyTrouble | undefined {
  return error instanceof PasskeyError ? error.trouble : undefined
}

/** Whether this browser has passkeys at all: on a page without https, and in some apps' own browsers, none has. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function'
}

const library = () => import('@simplewebauthn/browser')

/** Asks the browser to make a passkey; rejects with `PasskeyError`. */
export async function makePasskey(options: CreationOptions): Promise<Attestation> {
  const { startRegistration } = await library()
  const made = await orTrouble(() => startRegistration({ optionsJSON: options }))
  const { clientDataJSON, attestationObject, transports } = made.response
  return {
    id: made.id,
    rawId: made.rawId,
    type: 'public-key',
    response: { clientDataJSON, attestationObject, ...(transports ? { transports } : {}) },
    clientExtensionResults: {},
  }
}

/** Asks for a passkey in a window of the browser's own; rejects with `PasskeyError`. Ends a waiting autofill. */
export async function showPasskey(options: RequestOptions): Promise<Assertion> {
  return await ask(options, false)
}

/**
 * Offers passkeys among the suggestions of a field whose `autocomplete` ends in `webauthn`, and waits, maybe for
 * ever, until one is chosen. Call `stopAsking` when the page goes.
 */
export async function offerPasskey(options: RequestOptions): Promise<Assertion> {
  return await ask(options, true)
}

export async function canOfferPasskeys(): Promise<boolean> {
  if (!hasPasskeys()) return false
  const { browserSupportsWebAuthnAutofill } = await library()
  return await browserSupportsWebAuthnAutofill()
}

export async function stopAsking(): Promise<void> {
  const { WebAuthnAbortService } = await library()
  WebAuthnAbortService.cancelCeremony()
}

async function ask(options: RequestOptions, useBrowserAutofill: boolean): Promise<Assertion> {
  const { startAuthentication } = await library()
  const shown = await orTrouble(() => startAuthentication({ optionsJSON: options, useBrowserAutofill }))
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response
  return {
    id: shown.id,
    rawId: shown.rawId,
    type: 'public-key',
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
    clientExtensionResults: {},
  }
}

async function orTrouble<Answered>(question: () => Promise<Answered>): Promise<Answered> {
  try {
    return await question()
  } catch (error) {
    throw new PasskeyError(troubleBehind(error), error)
  }
}

/** The library keeps the name of the browser's own error. */
const troubles: Readonly<Record<string, PasskeyTrouble>> = {
  NotAllowedError: 'closed',
  AbortError: 'replaced',
  InvalidStateError: 'known',
  ConstraintError: 'unfit',
  NotSupportedError: 'unfit',
}

function troubleBehind(error: unknown): PasskeyTrouble {
  return error instanceof Error ? (troubles[error.name] ?? 'broken') : 'broken'
}
