import { useMutation } from '@tanstack/react-query'
import { KeyRound, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hasPasskeys, showPasskey, troubleOf } from '../../lib/passkeys.ts'
import { codeOf, numberIn } from '../../lib/problem.ts'
import { staffApi, type StaffAnswer, type StaffInput } from '../../lib/staff-api.ts'
import type { StaffSession } from '../../lib/staff-session.ts'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeForm } from './code-form.tsx'
import { DemoCode } from './demo-code.tsx'
import { PasskeyTrouble } from './passkey-trouble.tsx'
import { SignInRefusal } from './sign-in-refusal.tsx'

type Proof = StaffInput<'staffProveFactor'>['body']

type SecondStepProps = {
  email: string
  methods: StaffAnswer<'staffSignIn'>['methods']
  onSession: (session: StaffSession) => Promise<void>
  onOver: () => void
  onBack: () => void
}

export function SecondStep({ email, methods, onSession, onOver, onBack }: SecondStepProps) {
  const { t } = useTranslation()
  const [method, setMethod] = useState(methods.includes('passkey') && hasPasskeys() ? 'passkey' : 'totp')
  // Each refusal empties the field, and what was filled in before it is old.
  const [attempt, setAttempt] = useState(0)
  const [filled, setFilled] = useState<{ code: string; attempt: number }>()
  const prove = useMutation({
    mutationFn: (proof: Proof) => staffApi('staffProveFactor', { body: proof }),
    onSuccess: onSession,
    onError(error) {
      setAttempt(attempt + 1)
      if (isOver(error)) onOver()
    },
  })
  const passkey = usePasskey(prove.mutate, onOver)
  const wrong = codeOf(prove.error) === 'code_invalid'
  const problem = wrong
    ? t('consoleSignIn.second.wrong', { count: numberIn(prove.error, 'tries_left') ?? 0 })
    : undefined
  const given = filled?.attempt === attempt ? filled.code : ''
  const other = method === 'passkey' ? 'totp' : 'passkey'
  return (
    <AuthFrame
      icon={<ShieldCheck />}
      title={t('consoleSignIn.second.title')}
      intro={t(method === 'passkey' ? 'consoleSignIn.second.introPasskey' : 'consoleSignIn.second.introTotp')}
      below={
        <div>
          <Button variant="ghost" size="sm" onClick={onBack}>
            {t('consoleSignIn.second.back')}
          </Button>
        </div>
      }
    >
      {wrong && method === 'totp' ? null : <SignInRefusal error={prove.error} failedAt={prove.submittedAt} />}
      {method === 'passkey' ? (
        <>
          <PasskeyTrouble error={passkey.error} />
          <Button
            size="lg"
            block
            pending={passkey.isPending || prove.isPending}
            onClick={() => passkey.mutate()}
          >
            <KeyRound aria-hidden className="size-5" />
            {t('consoleSignIn.second.passkey')}
          </Button>
        </>
      ) : (
        <>
          <DemoCode email={email} onUse={code => setFilled({ code, attempt })} />
          <CodeForm
            key={`${attempt} ${given}`}
            label={t('consoleSignIn.second.code')}
            action={t('consoleSignIn.second.action')}
            pending={prove.isPending}
            problem={problem}
            initial={given}
            onCode={code => prove.mutate({ method: 'totp', code })}
          />
        </>
      )}
      {methods.includes(other) ? (
        <Button variant="ghost" block onClick={() => setMethod(other)}>
          {t(other === 'totp' ? 'consoleSignIn.second.useTotp' : 'consoleSignIn.second.usePasskey')}
        </Button>
      ) : null}
    </AuthFrame>
  )
}

/** The half session has ended: too late, or too many tries. */
function isOver(error: unknown): boolean {
  const code = codeOf(error)
  if (code === 'code_invalid') return numberIn(error, 'tries_left') === 0
  return code === 'not_signed_in' || code === 'challenge_expired'
}

function usePasskey(prove: (proof: Proof) => void, onOver: () => void) {
  return useMutation({
    mutationFn: async () => await showPasskey(await staffApi('staffPasskeyOptions', {})),
    onSuccess: assertion => prove({ method: 'passkey', assertion }),
    onError: error => troubleOf(error) === undefined && isOver(error) && onOver(),
  })
}
