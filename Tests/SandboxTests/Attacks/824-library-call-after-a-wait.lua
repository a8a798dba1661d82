-- expect: limit:cpu ; one endless call of the library, in a coroutine, after a wait in it
coroutine.wrap(function()
  sleep(0.1)
  string.rep('x', 1e6):find(('x?'):rep(99) .. 'y')
  while true do end
end)()
