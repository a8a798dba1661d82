@_exported public import AsyncConsole
@_exported public import GenLoop
@_exported public import LuaBridge
@_exported public import MiniHTTP
@_exported public import Reactor
@_exported public import Sandbox
@_exported public import ThreadAffinity
