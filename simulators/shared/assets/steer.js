// Buttons of the steering page send JSON; what is shown is fetched again every few seconds.

const REFRESH_MS = 3_000

const main = document.querySelector('main')
const outcome = document.querySelector('#outcome')
const live = document.querySelector('#live')

function say(text, wrong) {
  outcome.textContent = text
  outcome.classList.toggle('wrong', wrong)
}

async function refresh() {
  const response = await fetch(main.dataset.live)
  if (!response.ok) return
  const markup = await response.text()
  // Replacing what has the focus would throw keyboard users back to the top of the page.
  if (!live.contains(document.activeElement)) live.innerHTML = markup
}

async function send(method, path, body) {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(path, { method: method === 'PUT' ? 'PUT' : 'POST', headers, body })
  const answer = await response.json()
  if (!response.ok) {
    say(main.dataset.failed.replace('{message}', answer.error.message), true)
    return
  }
  say(main.dataset.done, false)
  if (path.endsWith('/faults')) document.querySelector('#faults-json').value = JSON.stringify(answer, null, 2)
}

async function act(button, method, path, body) {
  button.disabled = true
  try {
    await send(method, path, body)
    button.blur()
    await refresh()
  } catch (error) {
    say(main.dataset.failed.replace('{message}', error.message), true)
  } finally {
    button.disabled = false
  }
}

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-path]')
  if (button) void act(button, button.dataset.method, button.dataset.path, button.dataset.body)
})

/** The fields of a form by their names: `amount.value` is `{"amount":{"value":…}}`; empty ones are left out. */
function bodyOf(form) {
  const text = form.querySelector('textarea')
  if (text) return text.value
  const body = {}
  for (const [name, value] of new FormData(form)) {
    if (value === '') continue
    const path = name.split('.')
    const last = path.pop()
    let place = body
    for (const part of path) place = place[part] ??= {}
    place[last] = value
  }
  return JSON.stringify(body)
}

for (const form of document.querySelectorAll('form[data-path]'))
  form.addEventListener('submit', event => {
    event.preventDefault()
    void act(event.submitter, form.dataset.method, form.dataset.path, bodyOf(form))
  })

setInterval(() => {
  if (!document.hidden)
    refresh().catch(error => say(main.dataset.failed.replace('{message}', error.message), true))
}, REFRESH_MS)
