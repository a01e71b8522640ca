Attribute VB_Name = "XlToolsCall"
Option Explicit
' Hands a verb and the open workbook's path to Python, waits, shows the answer. ASCII only: text travels as \uXXXX.
' Plain VBA, nothing else: no Declare, no ADODB, no FileSystemObject, which policies may forbid. Runs in Excel and in
' LibreOffice. The other side is xltools/addin/bridge.py; both know these files of one call, in the work folder:
'   ID.request  what is wanted       ID.progress  sign of life and status text
'   ID.cancel   the person gave up   ID.answer    what came of it

Private Const PATIENCE As Double = 90
Private Const AFTER_CANCEL As Double = 20
Private Const UNTAKEN As Double = 2
Private Const BEAT_SECONDS As Long = 5
Private Const ESCAPED As Long = 18
Private busy As Boolean
Private calls As Long
Private keepBar As Boolean
Private undoVerb As String
Private quietly As Boolean

Public Sub CallPython(ByVal verb As String)
    Dim answers As String, more As String, again As Boolean
    If busy Then
        Say Plain("\u4E0A\u4E00\u9879\u64CD\u4F5C\u8FD8\u6CA1\u6709\u5B8C\u6210\uFF0C\u8BF7\u7A0D\u5019\uFF1B\u8981\u653E\u5F03\u8BF7\u6309 Esc\u3002"), True
        Exit Sub
    End If
    busy = True
    keepBar = False
    undoVerb = ""
    On Error GoTo Failed
    Do
        more = ""
        again = OneCall(verb, answers, more)
        answers = answers & more
    Loop While again
    GoTo Done
Failed:
    Say Plain("\u9644\u8868\u5DE5\u5177\u51FA\u9519\uFF1A") & Err.Description, True
    Resume Done
Done:
    busy = False
    On Error Resume Next
    If Not keepBar Then Application.StatusBar = False
    Application.EnableCancelKey = 1
    ' The last thing a macro does, or Excel forgets it. LibreOffice has no OnUndo.
    If undoVerb <> "" Then Application.OnUndo Title(), "XlToolsCall.TakeBack"
End Sub

' Ctrl+Z after a button: the verb that takes back what it did.
Public Sub TakeBack()
    Dim verb As String
    verb = undoVerb
    If verb <> "" Then CallPython verb
End Sub

' After every save, where the settings ask for it (ThisWorkbook.bas).
Public Sub Saved()
    If Dir(WorkFolder() & Sep() & "on-save") <> "" And Not busy Then
        quietly = True
        CallPython "validate"
        quietly = False
    End If
End Sub

' True where the answer was a question that has been answered: the same verb is to be called again with it.
Private Function OneCall(ByVal verb As String, ByVal answers As String, ByRef more As String) As Boolean
    Dim stem As String, python As String, command As String, lines As Variant
    python = PythonPath()
    If python = "" Then
        Say Plain("\u6CA1\u6709\u627E\u5230\u9644\u8868\u5DE5\u5177\u7684\u7A0B\u5E8F\u3002\u8BF7\u91CD\u65B0\u8FD0\u884C\u5B89\u88C5\u7A0B\u5E8F\u3002"), True
        Exit Function
    End If
    calls = calls + 1
    stem = WorkFolder() & Sep() & CLng(Timer * 100) & "-" & calls
    WriteRequest stem & ".request", verb, answers
    ' A Python that stays after a click (worker.py) answers at once; without one, or where it does not take the request,
    ' one is started.
    command = Quoted(python) & " -m xltools.addin --stay --request " & Quoted(stem & ".request")
    If Not WorkerThere() Then
        Shell command, 0
        command = ""
    End If
    lines = WaitFor(stem, command)
    ' Without an answer the files stay: Python must still find the cancel file, and sweeps them later.
    If Dir(stem & ".answer") <> "" Then Forget stem
    OneCall = Answered(lines, more)
End Function

Private Sub WriteRequest(ByVal path As String, ByVal verb As String, ByVal answers As String)
    Dim f As Integer
    f = FreeFile
    Open path & ".part" For Output As #f
    Print #f, "verb=" & verb
    Print #f, "system=" & Coded(Application.OperatingSystem)
    On Error Resume Next
    Print #f, "hwnd=" & Application.Hwnd
    If Not ActiveWorkbook Is Nothing Then
        Print #f, "book=" & Coded(BookPath())
        Print #f, "saved=" & IIf(ActiveWorkbook.Saved, "1", "0")
    End If
    On Error GoTo 0
    If quietly Then Print #f, "quiet=1"
    If answers <> "" Then Print #f, answers
    Close #f
    Name path & ".part" As path
End Sub

' LibreOffice's FullName is the bare name.
Private Function BookPath() As String
    BookPath = ActiveWorkbook.FullName
    If InStr(BookPath, "/") = 0 And InStr(BookPath, "\") = 0 And ActiveWorkbook.Path <> "" Then
        BookPath = ActiveWorkbook.Path & Sep() & BookPath
    End If
End Function

' The answer's lines; a made-up one where none came in time. Esc writes the cancel file and waits for Python to stop.
Private Function WaitFor(ByVal stem As String, ByVal command As String) As Variant
    Dim seen As String, text As String, limit As Double, waited As Double, start As Double
    limit = PATIENCE
    On Error Resume Next
    Application.EnableCancelKey = 2
    On Error GoTo Pressed
    start = Timer
    Do While Dir(stem & ".answer") = ""
        Pause
        waited = Timer - start
        If waited < 0 Then start = Timer
        If command <> "" And waited > UNTAKEN Then
            If Dir(stem & ".request") <> "" Then Shell command, 0
            command = ""
        End If
        text = FirstLine(stem & ".progress")
        If text <> seen Then
            seen = text
            ' After Esc a sign of life is no reason to go on waiting.
            If limit = PATIENCE Then
                start = Timer
                ShowProgress text
            End If
        End If
        If waited > limit Then
            Touch stem & ".cancel"
            WaitFor = Array("status=error", "message=\u9644\u8868\u5DE5\u5177\u6CA1\u6709\u5E94\u7B54\uFF0C\u5DF2\u653E\u5F03\u7B49\u5F85\u3002\u8FD0\u884C\u8BB0\u5F55\uFF1A" & Coded(WorkFolder() & Sep() & "xltools.log"))
            Exit Function
        End If
    Loop
    WaitFor = AllLines(stem & ".answer")
    Exit Function
Pressed:
    If Err.Number = ESCAPED Then
        Touch stem & ".cancel"
        Application.StatusBar = Plain("\u6B63\u5728\u53D6\u6D88\u2026\u2026")
        start = Timer
        limit = AFTER_CANCEL
    End If
    Resume Next
End Function

' Excel serves Python's calls in DoEvents, LibreOffice in Wait.
Private Sub Pause()
    Dim ends As Double
    If Left(Application.OperatingSystem, 7) = "Windows" Then
        ends = Timer + 0.1
        Do While Timer < ends And Timer > ends - 1
            DoEvents
        Loop
    Else
        Application.Wait Now + TimeSerial(0, 0, 1)
    End If
End Sub

Private Sub ShowProgress(ByVal text As String)
    Dim cut As Long
    cut = InStr(text, "=")
    If cut > 0 Then text = Mid(text, cut + 1)
    If text <> "" Then Application.StatusBar = Plain(text)
End Sub

Private Function Answered(ByVal lines As Variant, ByRef more As String) As Boolean
    Dim status As String, message As String, value As String
    status = Field(lines, "status")
    message = Plain(Field(lines, "message"))
    If status = "ask" Then
        value = Asked(lines, message)
        If value <> "" Then
            more = "answer." & Field(lines, "key") & "=" & Coded(value) & vbCrLf
            Answered = True
        End If
        Exit Function
    End If
    undoVerb = Field(lines, "undo")
    OpenFiles lines
    Application.StatusBar = False
    value = Plain(Field(lines, "bar"))
    If value <> "" Then
        keepBar = True
        Application.StatusBar = value
    End If
    If message <> "" Then Say message, status <> "ok"
End Function

Private Function Asked(ByVal lines As Variant, ByVal prompt As String) As String
    Dim kind As String, picked As Variant
    kind = Field(lines, "kind")
    If kind = "folder" Or kind = "file" Then
        With Application.FileDialog(IIf(kind = "folder", 4, 3))
            .Title = prompt
            .AllowMultiSelect = False
            If kind = "file" Then
                .Filters.Clear
                .Filters.Add Field(lines, "pattern"), Field(lines, "pattern")
            End If
            If .Show Then Asked = .SelectedItems(1)
        End With
    Else
        Asked = InputBox(prompt, Title())
    End If
End Function

Private Sub OpenFiles(ByVal lines As Variant)
    Dim i As Long, path As String
    For i = LBound(lines) To UBound(lines)
        If Left(lines(i), 5) = "open=" Then
            path = Plain(Mid(lines(i), 6))
            If InStr(LCase(path), ".xls") > 0 Then
                Workbooks.Open path
            Else
                ThisWorkbook.FollowHyperlink path
            End If
        End If
    Next
End Sub

Private Sub Say(ByVal text As String, ByVal warning As Boolean)
    If Environ("XLTOOLS_QUIET") = "" Then MsgBox text, IIf(warning, 48, 64), Title()
End Sub

Private Function Title() As String
    Title = Plain("\u9644\u8868\u5DE5\u5177")
End Function

' --- where things are

' XLTOOLS_PYTHON, else what the installer wrote beside the add-in: a full path, or one that starts there.
Private Function PythonPath() As String
    Dim path As String
    path = Environ("XLTOOLS_PYTHON")
    If path = "" Then path = Plain(FirstLine(ThisWorkbook.Path & Sep() & "xltools-python.txt"))
    If path <> "" And InStr(path, ":") = 0 And Left(path, 1) <> "/" And Left(path, 2) <> "\\" Then
        path = ThisWorkbook.Path & Sep() & path
    End If
    If path <> "" Then If Dir(path) = "" Then path = ""
    PythonPath = path
End Function

Private Function WorkerThere() As Boolean
    Dim path As String
    path = WorkFolder() & Sep() & "worker.beat"
    On Error Resume Next
    If Dir(path) <> "" Then WorkerThere = DateDiff("s", FileDateTime(path), Now) < BEAT_SECONDS
End Function

Private Function WorkFolder() As String
    WorkFolder = Environ("XLTOOLS_WORK")
    If WorkFolder = "" Then
        If Environ("LOCALAPPDATA") <> "" Then
            WorkFolder = Environ("LOCALAPPDATA") & "\xltools"
        Else
            WorkFolder = Environ("HOME") & "/.cache/xltools"
        End If
    End If
    If Dir(WorkFolder, 16) = "" Then MkDir WorkFolder
End Function

Private Function Sep() As String
    Sep = IIf(InStr(ThisWorkbook.Path, "/") > 0 And InStr(ThisWorkbook.Path, "\") = 0, "/", "\")
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = Chr(34) & text & Chr(34)
End Function

' --- lines and characters

Private Function Field(ByVal lines As Variant, ByVal key As String) As String
    Dim i As Long
    For i = LBound(lines) To UBound(lines)
        If Left(lines(i), Len(key) + 1) = key & "=" Then
            Field = Mid(lines(i), Len(key) + 2)
            Exit Function
        End If
    Next
End Function

Private Function FirstLine(ByVal path As String) As String
    Dim lines As Variant
    lines = AllLines(path)
    FirstLine = lines(0)
End Function

' At least one line, an empty one for a file that is missing or just being written.
Private Function AllLines(ByVal path As String) As Variant
    Dim f As Integer, found As String, all As String
    On Error Resume Next
    If Dir(path) <> "" Then
        f = FreeFile
        Open path For Input As #f
        If Err.Number = 0 Then
            Do While Not EOF(f)
                Line Input #f, found
                If Err.Number <> 0 Then Exit Do
                all = all & found & vbLf
            Loop
            Close #f
        End If
    End If
    AllLines = Split(all & vbLf, vbLf)
End Function

Private Sub Touch(ByVal path As String)
    Dim f As Integer
    On Error Resume Next
    f = FreeFile
    Open path For Output As #f
    Close #f
End Sub

Private Sub Forget(ByVal stem As String)
    Dim part As Variant
    On Error Resume Next
    For Each part In Array(".request", ".taken", ".progress", ".answer", ".cancel")
        Kill stem & part
    Next
End Sub

Private Function Coded(ByVal text As String) As String
    Dim i As Long, c As Long
    For i = 1 To Len(text)
        c = AscW(Mid(text, i, 1)) And &HFFFF&
        If c > 126 Or c < 32 Or c = 92 Then
            Coded = Coded & "\u" & Right("000" & Hex(c), 4)
        Else
            Coded = Coded & Chr(c)
        End If
    Next
End Function

Private Function Plain(ByVal text As String) As String
    Dim at As Long
    at = InStr(text, "\u")
    Do While at > 0
        Plain = Plain & Left(text, at - 1) & ChrW(CLng("&H" & Mid(text, at + 2, 4)))
        text = Mid(text, at + 6)
        at = InStr(text, "\u")
    Loop
    Plain = Plain & text
End Function
