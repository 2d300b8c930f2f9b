import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { queryClient } from '../../lib/queries.ts'
import { staffSessionQuery, type StaffSession } from '../../lib/staff-session.ts'
import type { StaffAnswer } from '../../lib/staff-api.ts'
import { consolePage } from './own-page.ts'
import { PasswordStep } from './password-step.tsx'
import { SecondStep } from './second-step.tsx'

/** The password has been right; the second factor is owed. */
type Half = { email: string; methods: StaffAnswer<'staffSignIn'>['methods'] }

/** Password, then second factor. The half session between them lives minutes, so a reload begins again. */
export function ConsoleSignInPage() {
  const router = useRouter()
  const { next } = useSearch({ from: '/console-door/console/sign-in' })
  const [half, setHalf] = useState<Half>()
  const [isOver, setOver] = useState(false)

  async function enter(session: StaffSession) {
    queryClient.setQueryData(staffSessionQuery.queryKey, session)
    await router.navigate({ href: consolePage(next), replace: true })
  }

  function beginAgain(over: boolean) {
    setHalf(undefined)
    setOver(over)
  }

  return half === undefined ? (
    <PasswordStep
      isOver={isOver}
      onRight={(email, methods) => {
        setOver(false)
        setHalf({ email, methods })
      }}
    />
  ) : (
    <SecondStep
      {...half}
      onSession={enter}
      onOver={() => beginAgain(true)}
      onBack={() => beginAgain(false)}
    />
  )
}
