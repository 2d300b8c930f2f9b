import { useQuery } from '@tanstack/react-query'
import { Link, useRouter, useRouterState } from '@tanstack/react-router'
import { CircleAlert, UserRoundCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi, type StaffAnswer } from '../../lib/staff-api.ts'
import { staffSessionQuery, type StaffSession } from '../../lib/staff-session.ts'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/layout.tsx'
import { ChooseFactor } from './choose-factor.tsx'
import { ChoosePassword } from './choose-password.tsx'

export type Invitation = StaffAnswer<'openInvitation'>

/** The contract's bound; less cannot be a token and need not be asked about. */
const shortestToken = 20

/** Where the operator's link leads: a password, then a second factor, and only then the console. */
export function InvitationPage() {
  const token = useRouterState({ select: ({ location }) => location.hash })
  const opened = useQuery({
    queryKey: ['staff', 'invitation', token],
    queryFn: () => staffApi('openInvitation', { body: { token } }),
    enabled: token.length >= shortestToken,
    // Each opening makes another secret: asked again by itself, the one on the screen would be void.
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  if (opened.data) return <Enrol token={token} invitation={opened.data} onReopen={opened.refetch} />
  const isDead = token.length < shortestToken || codeOf(opened.error) === 'invitation_invalid'
  if (isDead) return <Dead />
  return <Waiting error={opened.error} onRetry={() => void opened.refetch()} />
}

type EnrolProps = { token: string; invitation: Invitation; onReopen: () => Promise<unknown> }

function Enrol({ token, invitation, onReopen }: EnrolProps) {
  const router = useRouter()
  const [password, setPassword] = useState('')
  const [isChosen, setChosen] = useState(false)

  async function enter(session: StaffSession) {
    queryClient.setQueryData(staffSessionQuery.queryKey, session)
    // Without the token, so that it stays in no history.
    await router.navigate({ to: '/console', replace: true })
  }

  if (!isChosen)
    return (
      <ChoosePassword
        invitation={invitation}
        initial={password}
        onPassword={chosen => {
          setPassword(chosen)
          setChosen(true)
        }}
      />
    )
  return (
    <ChooseFactor
      token={token}
      invitation={invitation}
      password={password}
      onReopen={onReopen}
      onSession={enter}
      onBack={() => setChosen(false)}
    />
  )
}

function Dead() {
  const { t } = useTranslation()
  return (
    <AuthFrame
      icon={<CircleAlert />}
      title={t('consoleSignIn.invitation.deadTitle')}
      intro={t('consoleSignIn.invitation.dead')}
    >
      <Link to="/console/sign-in" className={buttonClass({ size: 'lg', block: true })}>
        {t('consoleSignIn.invitation.toSignIn')}
      </Link>
    </AuthFrame>
  )
}

function Waiting({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <AuthFrame icon={<UserRoundCheck />} title={t('consoleSignIn.invitation.waiting')}>
      {error ? (
        <ErrorState error={error} onRetry={onRetry} />
      ) : (
        <>
          <Skeleton className="h-14 rounded-lg" />
          <Skeleton className="h-13 rounded-lg" />
        </>
      )}
    </AuthFrame>
  )
}
