import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import {
  canOfferPasskeys,
  hasPasskeys,
  offerPasskey,
  showPasskey,
  stopAsking,
  troubleOf,
} from '../../lib/passkeys.ts'
import type { Assertion } from '../../lib/passkeys.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { ownPage } from './address.ts'
import { enter } from './session.ts'

/** A question waits ten minutes; it is asked anew before it is worth nothing. */
const renewBeforeMs = 60_000

/**
 * Signing in with a passkey: a button, and among the suggestions of the field for the address where the browser can.
 * `next` is where somebody wanted to be.
 */
export function PasskeySignIn({ next }: { next: string | undefined }) {
  const { t } = useTranslation()
  const router = useRouter()
  const signIn = useMutation({
    mutationFn: (assertion: Assertion) => api('signInWithPasskey', { body: { assertion } }),
    async onSuccess(answer) {
      enter(answer)
      await router.navigate({ href: ownPage(next), replace: true })
    },
    // No new offer after a refusal: a browser or password manager that chooses by itself would choose the same one
    // again, and at once, until every sign-in of this network is used up. The button stays.
  })
  const { mutate } = signIn
  const offerAgain = useOffer(mutate)
  const ask = useMutation({
    async mutationFn() {
      const { options } = await api('beginPasskeySignIn', {})
      return await showPasskey(options)
    },
    onSuccess: assertion => mutate(assertion),
    // Asking in a window of its own has ended the offer.
    onError: () => offerAgain(),
  })
  if (!hasPasskeys()) return null
  return (
    <div className="flex flex-col gap-4">
      <PasskeyProblem error={signIn.error ?? ask.error} />
      <Button
        variant="secondary"
        size="lg"
        block
        pending={ask.isPending || signIn.isPending}
        onClick={() => {
          signIn.reset()
          ask.mutate()
        }}
      >
        <KeyRound aria-hidden className="size-4.5" />
        {t('identity.signIn.passkey')}
      </Button>
      <p
        aria-hidden
        className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
      >
        {t('identity.signIn.or')}
      </p>
    </div>
  )
}

/** Keeps an offer open while the page is there. What goes wrong with it is silent: nobody has asked for anything. */
function useOffer(onChosen: (assertion: Assertion) => void): () => void {
  const chosen = useRef(onChosen)
  useEffect(() => {
    chosen.current = onChosen
  })
  const begin = useRef<() => void>(undefined)
  useEffect(() => {
    let gone = false
    let renewal: ReturnType<typeof setTimeout> | undefined
    const offer = async () => {
      clearTimeout(renewal)
      if (gone || !(await canOfferPasskeys())) return
      const { options } = await api('beginPasskeySignIn', {})
      if (gone) return
      renewal = setTimeout(open, options.timeout - renewBeforeMs)
      chosen.current(await offerPasskey(options))
    }
    const open = () => void offer().catch(() => undefined)
    begin.current = open
    open()
    return () => {
      gone = true
      clearTimeout(renewal)
      if (hasPasskeys()) void stopAsking()
    }
  }, [])
  return () => begin.current?.()
}

function PasskeyProblem({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  if (error === null) return null
  const trouble = troubleOf(error)
  if (trouble === 'replaced') return null
  if (trouble === 'closed')
    return (
      <Alert tone="info" live>
        {t('identity.signIn.passkeyClosed')}
      </Alert>
    )
  if (trouble !== undefined)
    return (
      <Alert tone="warn" live>
        {t('identity.signIn.passkeyBroken')}
      </Alert>
    )
  return <ErrorState error={error} />
}
