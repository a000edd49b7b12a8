/** Texts of the frame, the navigation and the sign-in. */
export const shell = {
  "app.name": "Render Studio",
  "app.skip": "Skip to content",
  "app.starting": "Opening the studio…",
  "app.unreachable.title": "The studio does not answer",
  "app.unreachable.text": "Check your connection. Nothing that you made is lost.",
  "app.unknown.title": "There is no such page",
  "app.unknown.text": "The address may be incomplete.",
  "app.unknown.go": "Make a picture",
  "app.again": "Try again",
  "app.close": "Close",
  "app.language": "Language",

  "nav.label": "Studio",
  "nav.make": "Make",
  "nav.renders": "My Renders",
  "nav.account": "Account",

  "signin.title": "Sign in",
  "signin.text": "Your pictures are private until you publish them.",
  "signin.go": "Sign in",
  "signin.local.text": "This studio runs on your machine. Any name is a user of its own.",
  "signin.local.name": "Name",
  "signin.local.go": "Continue",
  "signin.none.title": "Sign-in is not set up",
  "signin.none.text": "The operator of this studio has not connected an identity provider to this page yet.",
  "signin.none.api": "Read about the API",
} as const;
