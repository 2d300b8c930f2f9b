import { useMutation } from '@tanstack/react-query'
import { KeyRound, ShieldCheck, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hasPasskeys } from '../../lib/passkeys.ts'
import { codeOf } from '../../lib/problem.ts'
import { staffApi, type StaffInput } from '../../lib/staff-api.ts'
import type { StaffSession } from '../../lib/staff-session.ts'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { RadioCards } from '../../ui/choice.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { EnrolApp } from './enrol-app.tsx'
import { EnrolPasskey } from './enrol-passkey.tsx'
import type { Invitation } from './invitation-page.tsx'

export type Factor = StaffInput<'acceptInvitation'>['body']['factor']

type ChooseFactorProps = {
  token: string
  invitation: Invitation
  password: string
  /** Opens the invitation anew: another secret, another challenge. */
  onReopen: () => Promise<unknown>
  onSession: (session: StaffSession) => Promise<void>
  onBack: () => void
}

export function ChooseFactor(props: ChooseFactorProps) {
  const { token, invitation, password, onReopen, onSession, onBack } = props
  const { t } = useTranslation()
  const [method, setMethod] = useState<Factor['method']>(hasPasskeys() ? 'passkey' : 'totp')
  // Each refusal empties the field.
  const [attempt, setAttempt] = useState(0)
  const accept = useMutation({
    mutationFn: (factor: Factor) => staffApi('acceptInvitation', { body: { token, password, factor } }),
    onSuccess: onSession,
    async onError(_, factor) {
      setAttempt(attempt + 1)
      // A challenge serves one answer; the app's secret is good for another try.
      if (factor.method === 'passkey') await onReopen()
    },
  })
  const wrongCode = codeOf(accept.error) === 'code_invalid' && method === 'totp'
  return (
    <AuthFrame
      icon={<ShieldCheck />}
      title={t('consoleSignIn.factor.title')}
      intro={t('consoleSignIn.factor.intro')}
      below={
        <div>
          <Button variant="ghost" size="sm" onClick={onBack}>
            {t('consoleSignIn.factor.back')}
          </Button>
        </div>
      }
    >
      <p className="-mb-2 text-sm font-medium text-muted">{t('consoleSignIn.choose.step', { step: 2 })}</p>
      <RadioCards
        label={t('consoleSignIn.factor.label')}
        value={method}
        onChange={chosen => {
          accept.reset()
          setMethod(chosen)
        }}
        options={[
          {
            value: 'passkey',
            label: t('consoleSignIn.factor.passkey'),
            detail: t('consoleSignIn.factor.passkeyDetail'),
            icon: <KeyRound aria-hidden className="size-5" />,
          },
          {
            value: 'totp',
            label: t('consoleSignIn.factor.totp'),
            detail: t('consoleSignIn.factor.totpDetail'),
            icon: <Smartphone aria-hidden className="size-5" />,
          },
        ]}
      />
      {accept.error && !wrongCode ? <ErrorState error={accept.error} /> : null}
      {method === 'passkey' ? (
        <EnrolPasskey options={invitation.passkey} pending={accept.isPending} onFactor={accept.mutate} />
      ) : (
        <EnrolApp
          app={invitation.totp}
          pending={accept.isPending}
          isWrong={wrongCode}
          attempt={attempt}
          onFactor={accept.mutate}
        />
      )}
    </AuthFrame>
  )
}
