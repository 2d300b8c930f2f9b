import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { startLive, stopLive } from '../../lib/live.ts'
import { codeOf } from '../../lib/problem.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { leave } from './session.ts'

/** Signs out here; whoever was signed out elsewhere already has what they wanted. */
export function SignOut() {
  const { t } = useTranslation()
  const router = useRouter()
  const signOut = useMutation({
    async mutationFn() {
      // Every page of a session is told when it ends; this one ends it itself and must not ask whether it did.
      stopLive()
      try {
        await api('signOut', {})
      } catch (error) {
        // Ended elsewhere already, which is what was wanted.
        if (codeOf(error) === 'not_signed_in') return
        startLive()
        throw error
      }
    },
    async onSuccess() {
      // First away from the pages that show the customer: they would ask for what has just been forgotten.
      await router.navigate({ to: '/', replace: true })
      leave()
    },
  })
  return (
    <div className="flex flex-col gap-4">
      {signOut.error ? <ErrorState error={signOut.error} /> : null}
      <Button
        variant="secondary"
        size="lg"
        block
        pending={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        <LogOut aria-hidden className="size-4.5 rtl:-scale-x-100" />
        {t('ownProfile.signOut')}
      </Button>
    </div>
  )
}
