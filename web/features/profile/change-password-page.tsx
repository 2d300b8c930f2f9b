import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf, fieldProblem } from '../../lib/problem.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import { textLinkClass } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { NewPasswordField, useNewPasswordRules } from '../../ui/new-password-field.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { showToast } from '../../ui/toasts.ts'
import { changesQuery } from './queries.ts'

type PasswordForm = { current: string; password: string }

/** Said at their fields, or by the person who canceled. */
const shownElsewhere = ['step_up_required', 'password_too_weak', 'validation_failed']

/** The password in use, then the new one; both stay in their fields whatever goes wrong. */
export function ChangePasswordPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const { data: me } = useQuery(meQuery)
  const own = { name: me?.name ?? '', email: me?.email ?? '', phone: me?.phone ?? '' }
  const form = useForm<PasswordForm>({ defaultValues: { current: '', password: '' } })
  const password = useWatch({ control: form.control, name: 'password' })
  const rules = useNewPasswordRules()
  const change = useMutation({
    mutationFn: (typed: PasswordForm) =>
      api('changePassword', { body: { current_password: typed.current, new_password: typed.password } }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: changesQuery.queryKey })
      await router.navigate({ to: '/app/profile' })
      showToast({ text: t('profile.newPassword.done') })
    },
    onError(error) {
      if (fieldProblem(error, 'current_password'))
        form.setError('current', { message: t('profile.newPassword.currentWrong') }, { shouldFocus: true })
      if (codeOf(error) === 'password_too_weak')
        form.setError('password', { message: t('recovery.passwordWeak') }, { shouldFocus: true })
    },
  })
  const { errors } = form.formState
  return (
    <Narrow>
      <PageHeader
        title={t('profile.newPassword.title')}
        intro={t('profile.newPassword.intro')}
        back="/app/profile"
      />
      <Card>
        <form
          noValidate
          onSubmit={event => void form.handleSubmit(typed => change.mutate(typed))(event)}
          className="flex flex-col gap-5"
        >
          <Field
            label={t('profile.newPassword.current')}
            error={errors.current?.message}
            aside={
              <Link to="/recover" search={{ contact: own.email }} className={textLinkClass}>
                {t('profile.newPassword.forgot')}
              </Link>
            }
          >
            <PasswordInput
              {...form.register('current', { required: t('profile.newPassword.currentEmpty') })}
              autoComplete="current-password"
              maxLength={1_000}
            />
          </Field>
          <NewPasswordField
            label={t('profile.newPassword.label')}
            error={errors.password?.message}
            input={form.register('password', rules(own))}
            password={password}
            own={own}
          />
          {change.error && !shownElsewhere.includes(codeOf(change.error) ?? '') ? (
            <ErrorState error={change.error} />
          ) : null}
          <Button type="submit" size="lg" block pending={change.isPending}>
            {t('profile.newPassword.action')}
          </Button>
        </form>
      </Card>
    </Narrow>
  )
}
